import { briefSchema, type Brief, type CallContext, type Script, type UsageRecord } from '@bom/domain';
import { startDouble, type Double, type DoubleAnswer, type RecordedRequest } from '@bom/testing';
import type { ServerResponse } from 'node:http';
import { createLlm } from '../create-llm.ts';
import type { Llm } from '../types.ts';

/** The remote side of a test: what Anthropic answers, and what it was asked. */

export type Answer = (
  request: RecordedRequest,
  response: ServerResponse,
  count: number,
) => DoubleAnswer | undefined | Promise<DoubleAnswer | undefined>;

export interface Scene {
  llm: Llm;
  call: CallContext;
  controller: AbortController;
  records: UsageRecord[];
  estimates: number[];
  requests: RecordedRequest[];
  /** How many of the double's connections were closed. */
  closed(): number;
}

export interface SentBody {
  model: string;
  max_tokens: number;
  system: unknown;
  messages: { role: string; content: string }[];
  output_config: unknown;
}

const usage = {
  input_tokens: 100,
  output_tokens: 400,
  cache_creation_input_tokens: 2000,
  cache_read_input_tokens: 0,
  cache_creation: { ephemeral_5m_input_tokens: 2000, ephemeral_1h_input_tokens: 0 },
};

/** 100 x 200 + 400 x 1000 + 2000 x 250 micro-cents, by claude-sonnet-5-5's prices. */
export const costOfOne = 920_000;

export const brief: Brief = briefSchema.parse({
  business_name: 'Bakkerij De Zon',
  what_they_sell: 'Hand-made sourdough bread for 4.50',
  target_customer: 'Busy parents',
  differentiator: 'Fermented for 48 hours',
});

export const written = {
  title: 'Bread worth waiting for',
  hook: 'Your toast has never tasted of anything.',
  scenes: Array.from({ length: 4 }, () => ({
    narration: 'Good bread takes its time, and here it gets all the time that it needs, every single night.',
    visual: 'A baker folds dough on a wooden table in morning light.',
    on_screen_text: 'Slow bread',
  })),
  cta: 'Come and taste it at Bakkerij De Zon.',
};

export const script: Script = {
  title: 'Bread',
  language: 'en',
  hook: 'Smell that?',
  scenes: [
    {
      narration: 'One  has two spaces.',
      visual: 'A loaf.',
      on_screen_text: 'One',
      image_url: 'https://a.example/1.jpg',
    },
    { narration: 'Two is here.', visual: 'A baker.', duration_seconds: 4 },
    { narration: 'Three follows.', visual: 'A shop.', on_screen_text: 'Three' },
  ],
  cta: 'Come by.',
};
export const kept = { narration: null, visual: null, on_screen_text: null };
/** A revision that changes nothing. */
export const keepAll = { title: null, hook: null, cta: null, scenes: [0, 1, 2].map((from) => ({ from, ...kept })) };

/** Starts the double; the caller closes it. */
export async function openScene(answer: Answer, timeoutMs = 600_000): Promise<Scene & { close(): Promise<void> }> {
  let closedCount = 0;
  let count = 0;
  const double: Double = await startDouble((request, response) => {
    count += 1;
    response.once('close', () => {
      closedCount += 1;
    });
    return answer(request, response, count);
  });
  const records: UsageRecord[] = [];
  const estimates: number[] = [];
  const controller = new AbortController();
  const call: CallContext = {
    signal: controller.signal,
    recordUsage: (record) => void records.push(record),
    pending: undefined,
    savePending: () => Promise.resolve(),
    authorizeSpend: (estimate) => Promise.resolve(void estimates.push(estimate)),
  };
  const llm = createLlm({ anthropic: { apiKey: 'key-of-test', baseUrl: double.url, timeoutMs } });
  const { requests, close } = double;
  return { llm, call, controller, records, estimates, requests, closed: () => closedCount, close };
}

/** A message of the API with a value as its JSON text. */
export function message(value: unknown, fields: Record<string, unknown> = {}): DoubleAnswer {
  return {
    headers: { 'request-id': 'req_1' },
    json: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-5-5',
      content: [{ type: 'text', text: JSON.stringify(value) }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage,
      ...fields,
    },
  };
}

export function bodyOf(request: RecordedRequest | undefined): SentBody {
  return JSON.parse(String(request?.body)) as SentBody;
}
