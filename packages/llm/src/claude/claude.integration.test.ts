import { PermanentError } from '@bom/domain';
import { bodyOf, brief, costOfOne, message, openScene, written, type Answer, type Scene } from './claude-double.ts';

let scene: Awaited<ReturnType<typeof openScene>> | undefined;

async function setUp(answer: Answer, timeoutMs?: number): Promise<Scene> {
  scene = await openScene(answer, timeoutMs);
  return scene;
}

afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

describe('a call of Claude', () => {
  test('gives the script, with the request that the API documents, and is billed', async () => {
    const { llm, call, records, requests, estimates } = await setUp(() => message(written));
    const result = await llm.writeScript({ brief }, call);
    expect(result).toEqual({
      value: { ...written, language: 'en' },
      provider: 'anthropic',
      model: 'claude-sonnet-5-5',
      warnings: [],
    });
    expect(records).toEqual([
      expect.objectContaining({
        provider: 'anthropic',
        model: 'claude-sonnet-5-5',
        operation: 'script.write',
        requestId: 'req_1',
        inputTokens: 2100,
        outputTokens: 400,
        units: 2500,
        costMicrocents: costOfOne,
        ok: true,
      }),
    ]);
    const [request] = requests;
    expect(request).toMatchObject({ method: 'POST', path: '/v1/messages' });
    expect(request?.headers.authorization).toBe('Bearer key-of-test');
    const body = bodyOf(request);
    expect(body).toMatchObject({ model: 'claude-sonnet-5-5', system: [{ cache_control: { type: 'ephemeral' } }] });
    expect(body.output_config).toMatchObject({ format: { type: 'json_schema', schema: { type: 'object' } } });
    expect(estimates).toHaveLength(1);
    expect(estimates[0]).toBeGreaterThan(costOfOne / 2);
  });

  test('sends the same fixed part for every brief, so that it can be cached', async () => {
    const { llm, call, requests } = await setUp(() => message(written));
    await llm.writeScript({ brief }, call);
    await llm.writeScript({ brief: { ...brief, language: 'nl', business_name: 'Other' } }, call);
    expect(bodyOf(requests[0]).system).toEqual(bodyOf(requests[1]).system);
  });

  test('skips thinking and forgives a fence around the answer', async () => {
    const { llm, call } = await setUp(() =>
      message(written, {
        content: [
          { type: 'thinking', thinking: 'Let me think { about it', signature: 'x' },
          { type: 'text', text: `\`\`\`json\n${JSON.stringify(written)}\n\`\`\`` },
        ],
      }),
    );
    const { value } = await llm.writeScript({ brief }, call);
    expect(value.hook).toBe(written.hook);
  });

  test('asks nobody and sends nothing when the budget says no', async () => {
    const { llm, call, requests, records } = await setUp(() => message(written));
    const refused = {
      ...call,
      authorizeSpend: () => Promise.reject(new PermanentError('budget_exceeded', 'No money.')),
    };
    await expect(llm.writeScript({ brief }, refused)).rejects.toMatchObject({ code: 'budget_exceeded' });
    expect(requests).toHaveLength(0);
    expect(records).toHaveLength(0);
  });
});

describe('an answer that does not fit', () => {
  test.each([
    ['is cut JSON', '{"title": "Bread", "hook'],
    ['is prose', 'Here is your script.'],
    ['is empty', ''],
    ['has extra keys', JSON.stringify({ ...written, price: 5 })],
    ['has wrong types', JSON.stringify({ ...written, scenes: 'four' })],
    ['holds a text of a megabyte', JSON.stringify({ ...written, hook: 'a'.repeat(1_000_000) })],
    ['holds NaN', '{"title": NaN}'],
  ])('is repaired when it %s, and both calls are billed', async (_, text) => {
    const { llm, call, records, requests } = await setUp((_request, _response, count) =>
      count === 1 ? message(null, { content: [{ type: 'text', text }] }) : message(written),
    );
    const { value } = await llm.writeScript({ brief }, call);
    expect(value.scenes).toHaveLength(4);
    expect(records.map(({ ok, costMicrocents }) => ({ ok, costMicrocents }))).toEqual([
      { ok: false, costMicrocents: costOfOne },
      { ok: true, costMicrocents: costOfOne },
    ]);
    expect(requests[1]?.body.length).toBeLessThan(100_000);
    expect(JSON.stringify(bodyOf(requests[1]).messages)).toContain("can't be used");
  });

  test('tells Claude which field was wrong', async () => {
    const { llm, call, requests } = await setUp((_request, _response, count) =>
      message(count === 1 ? { ...written, cta: '' } : written),
    );
    await llm.writeScript({ brief }, call);
    const messages = bodyOf(requests[1]).messages;
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(messages[2]?.content).toContain('- cta: ');
  });

  test('fails after two repairs, with three calls billed', async () => {
    const { llm, call, records, requests, estimates } = await setUp(() => message({ ...written, scenes: [] }));
    const error = await llm.writeScript({ brief }, call).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ code: 'llm_schema', details: { problems: [expect.stringContaining('scenes')] } });
    expect(records).toHaveLength(3);
    expect(requests).toHaveLength(3);
    expect(estimates).toHaveLength(3);
    expect(records.every(({ ok, costMicrocents }) => !ok && costMicrocents === costOfOne)).toBe(true);
  });

  test('gets more room when it was cut off, and fails as truncated when that does not help', async () => {
    const { llm, call, requests } = await setUp(() =>
      message(null, { content: [{ type: 'text', text: '{"title":' }], stop_reason: 'max_tokens' }),
    );
    await expect(llm.writeScript({ brief }, call)).rejects.toMatchObject({ code: 'llm_truncated', retriable: false });
    expect(requests.map((request) => bodyOf(request).max_tokens)).toEqual([12_000, 24_000, 48_000]);
  });

  test('is a refusal: no second call, and it is billed', async () => {
    const { llm, call, records } = await setUp(() =>
      message(null, {
        content: [],
        stop_reason: 'refusal',
        stop_details: { type: 'refusal', category: 'general_harms', explanation: null },
      }),
    );
    const refused = llm.writeScript({ brief }, call);
    await expect(refused).rejects.toMatchObject({ code: 'llm_refused', details: { category: 'general_harms' } });
    expect(records).toEqual([expect.objectContaining({ ok: false, costMicrocents: costOfOne })]);
  });

  test('stops where the context is full', async () => {
    const { llm, call, records } = await setUp(() =>
      message(null, { content: [], stop_reason: 'model_context_window_exceeded' }),
    );
    await expect(llm.writeScript({ brief }, call)).rejects.toMatchObject({ code: 'llm_context_exceeded' });
    expect(records).toHaveLength(1);
  });
});

describe('an invented fact', () => {
  const inventing = { ...written, cta: 'Only €3.99 this week at fresh-bread-deals.com.' };

  test('is sent back once', async () => {
    const { llm, call, requests } = await setUp((_request, _response, count) =>
      message(count === 1 ? inventing : written),
    );
    const { value, warnings } = await llm.writeScript({ brief }, call);
    expect(value.cta).toBe(written.cta);
    expect(warnings).toEqual([]);
    const wish = bodyOf(requests[1]).messages[2]?.content;
    expect(wish).toContain('€3.99');
    expect(wish).toContain('fresh-bread-deals.com');
  });

  test('that stays ends as a warning, after two calls and not three', async () => {
    const { llm, call, requests } = await setUp(() => message(inventing));
    const { warnings } = await llm.writeScript({ brief }, call);
    expect(requests).toHaveLength(2);
    expect(warnings.map(({ detail }) => detail).join()).toContain('€3.99');
  });

  test('is no fact from the brief', async () => {
    const { llm, call, requests } = await setUp(() =>
      message({ ...written, cta: 'Just €4.50, after 48 hours of rest.' }),
    );
    await llm.writeScript({ brief }, call);
    expect(requests).toHaveLength(1);
  });
});
