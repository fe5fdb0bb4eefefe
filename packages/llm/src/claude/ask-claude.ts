import type Anthropic from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { PermanentError, wasNeverSent, type CallContext } from '@bom/domain';
import { makePaidCall, malformedAnswer, type PaidCall } from '@bom/provider';
import type { z } from 'zod';
import { costOf, priceOf, type TokenCounts } from '../prices.ts';
import { anthropicService, readFailedAnswer } from './anthropic-service.ts';
import { readAnswer } from './read-answer.ts';

export interface Claude {
  client: Anthropic;
  model: string;
  timeoutMs: number;
}

/** What is wrong with an answer that fits the schema. `fatal`: unusable; otherwise it is kept when repairs run out. */
export interface Complaint {
  text: string;
  fatal: boolean;
}

export interface Question<T> {
  operation: string;
  /** The fixed part, cached by the provider. */
  system: string;
  user: string;
  schema: z.ZodType<T>;
  inspect(value: T): Complaint[];
}

interface Round {
  messages: Anthropic.MessageParam[];
  maxTokens: number;
}

const repairs = 2;
/** Thinking counts as output, hence the room. */
const firstMaxTokens = 12_000;
/** About twice what a script with some thinking takes. */
const expectedOutputTokens = 4000;
const longestEchoChars = 20_000;

/**
 * One answer that fits the schema, after at most two repairs in which Claude is told what was wrong. Each call asks
 * `authorizeSpend` first and is recorded, whatever becomes of it.
 *
 * @throws PermanentError `llm_refused`, `llm_truncated`, `llm_context_exceeded`, `llm_schema` and those of `anthropicService`; what may pass is thrown for the queue
 */
export async function askClaude<T>(
  claude: Claude,
  question: Question<T>,
  call: CallContext,
): Promise<{ value: T; model: string; complaints: Complaint[] }> {
  let round: Round = { messages: [{ role: 'user', content: question.user }], maxTokens: firstMaxTokens };
  let usable: { value: T; complaints: Complaint[]; model: string } | undefined;
  for (let repair = 0; ; repair += 1) {
    const outcome = await send(claude, { question, round }, call);
    if (outcome.failure) throw outcome.failure;
    if (isUsable(outcome)) usable = { value: outcome.value, complaints: outcome.complaints, model: outcome.model };
    // What is merely not as wished is asked for once more, not twice.
    if (usable && (usable.complaints.length === 0 || repair > 0)) return usable;
    if (repair === repairs) throw finalFailure(outcome);
    round = nextRound(question, round, outcome);
  }
}

interface Outcome<T> {
  value: T | undefined;
  complaints: Complaint[];
  truncated: boolean;
  text: string;
  model: string;
  /** Asking again would not help. */
  failure?: PermanentError;
}

function isUsable<T>(outcome: Outcome<T>): outcome is Outcome<T> & { value: T } {
  return outcome.value !== undefined && !outcome.complaints.some(({ fatal }) => fatal);
}

function judge<T>(question: Question<T>, message: Anthropic.Message): Outcome<T> {
  const text = message.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
  const truncated = message.stop_reason === 'max_tokens';
  const base = { value: undefined, complaints: [], truncated, text, model: message.model };
  if (message.stop_reason === 'refusal') return { ...base, failure: refusal(message) };
  if (message.stop_reason === 'model_context_window_exceeded') return { ...base, failure: contextExceeded() };
  const answer = readAnswer(text, question.schema);
  if (answer.value === undefined)
    return { ...base, complaints: answer.problems.map((problem) => ({ text: problem, fatal: true })) };
  return { ...base, value: answer.value, complaints: question.inspect(answer.value) };
}

function refusal(message: Anthropic.Message): PermanentError {
  const category = message.stop_details?.type === 'refusal' ? message.stop_details.category : null;
  return new PermanentError(
    'llm_refused',
    `Claude declined to write for this brief${category ? ` (${category})` : ''}: check what it asks for, or give a script.`,
    { details: { category } },
  );
}

function contextExceeded(): PermanentError {
  return new PermanentError('llm_context_exceeded', 'The brief and script are too long for the model: shorten them.');
}

function finalFailure(outcome: Outcome<unknown>): PermanentError {
  if (outcome.truncated)
    return new PermanentError(
      'llm_truncated',
      'Claude did not finish its answer in three tries: ask for a shorter film.',
    );
  const problems = outcome.complaints.map(({ text }) => text).slice(0, 5);
  return new PermanentError('llm_schema', `Claude's answer was unusable after two repairs: ${problems.join('; ')}.`, {
    details: { problems },
  });
}

/** The talk goes on with what was answered and what is wrong with it; an answer that was cut off starts anew with more room. */
function nextRound<T>(question: Question<T>, round: Round, outcome: Outcome<T>): Round {
  const first: Anthropic.MessageParam = { role: 'user', content: question.user };
  if (outcome.truncated) {
    const hint = 'Your last answer was cut off before its end. Answer again, complete and more briefly.';
    return { messages: [{ role: 'user', content: `${question.user}\n\n${hint}` }], maxTokens: round.maxTokens * 2 };
  }
  const problems = outcome.complaints.slice(0, 12).map(({ text }) => `- ${text}`);
  const wish = `Your answer can't be used as it is:\n${problems.join('\n')}\n\nCorrect these points, keep the rest, and answer with the whole JSON object.`;
  const echo = outcome.text.trim().slice(0, longestEchoChars);
  return {
    maxTokens: round.maxTokens,
    messages: echo
      ? [first, { role: 'assistant', content: echo }, { role: 'user', content: wish }]
      : [{ role: 'user', content: `${question.user}\n\n${wish}` }],
  };
}

async function send<T>(
  claude: Claude,
  { question, round }: { question: Question<T>; round: Round },
  call: CallContext,
): Promise<Outcome<T>> {
  const { type, schema } = zodOutputFormat(question.schema);
  const body: Anthropic.MessageCreateParamsNonStreaming = {
    model: claude.model,
    max_tokens: round.maxTokens,
    system: [{ type: 'text', text: question.system, cache_control: { type: 'ephemeral' } }],
    messages: round.messages,
    output_config: { format: { type, schema } },
  };
  const { model, timeoutMs } = claude;
  const expected = chargeOf(model, expectedTokens(body));
  const planned = { provider: 'anthropic', model, operation: question.operation, units: expected.units };
  const service = anthropicService(model);
  const paid: PaidCall = {
    service,
    planned: { ...planned, unit: 'token' },
    expected,
    timeoutMs,
    readAnswer: readFailedAnswer,
  };
  return makePaidCall(call, paid, async ({ signal, bill }) => {
    const { data, request_id } = await claude.client.messages
      .create(body, { signal })
      .withResponse()
      .catch((error: unknown) => {
        // What costs nothing is recorded too, with its id for Anthropic's support.
        const isFree = readFailedAnswer(error) !== undefined || wasNeverSent(error);
        if (isFree) bill({ ...chargeOf(model, noTokens), requestId: requestIdOf(error), ok: false });
        throw error;
      });
    if (!isMessage(data)) throw malformedAnswer(service, 'Anthropic sent an answer without content.');
    const outcome = judge(question, data);
    bill({ ...chargeOf(data.model, tokensOf(data.usage)), requestId: request_id ?? null, ok: isUsable(outcome) });
    return outcome;
  });
}

/** Enough of a message to be read and billed. */
function isMessage(data: unknown): data is Anthropic.Message {
  if (typeof data !== 'object' || data === null || !('content' in data) || !('model' in data)) return false;
  return Array.isArray(data.content) && typeof data.model === 'string';
}

function requestIdOf(error: unknown): string | null {
  return error instanceof Error && 'requestID' in error && typeof error.requestID === 'string' ? error.requestID : null;
}

/** A little dearer than it will be: the fixed part may come from the cache. */
function expectedTokens(body: Anthropic.MessageCreateParamsNonStreaming): TokenCounts {
  const prompt = Math.ceil(JSON.stringify([body.system, body.messages, body.output_config]).length / 3.5);
  return { ...noTokens, output: expectedOutputTokens, cacheWrite5m: prompt };
}

const noTokens: TokenCounts = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };

function chargeOf(model: string, tokens: TokenCounts) {
  const inputTokens = tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h;
  return {
    model,
    inputTokens,
    outputTokens: tokens.output,
    units: inputTokens + tokens.output,
    costMicrocents: costOf(priceOf(model), tokens),
  };
}

function tokensOf(usage: Anthropic.Usage | undefined): TokenCounts {
  const written = usage?.cache_creation_input_tokens ?? 0;
  const cacheWrite1h = usage?.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  return {
    input: usage?.input_tokens ?? 0,
    output: usage?.output_tokens ?? 0,
    cacheWrite5m: Math.max(0, written - cacheWrite1h),
    cacheWrite1h,
    cacheRead: usage?.cache_read_input_tokens ?? 0,
  };
}
