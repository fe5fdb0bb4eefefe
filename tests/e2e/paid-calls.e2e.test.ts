import { waitFor } from '@bom/testing';
import { doubledScript, startPaidDoubles } from '../stack/paid-doubles.ts';
import type { PaidDoubles } from '../stack/paid-doubles.ts';
import { startStack } from '../stack/start-stack.ts';
import type { Stack } from '../stack/start-stack.ts';

let doubles: PaidDoubles;
let stack: Stack;

beforeAll(async () => {
  doubles = await startPaidDoubles({ retryAfterSeconds: 1 });
  stack = await startStack(doubles.env);
});

afterAll(async () => {
  await stack.stop();
  await doubles.close();
});

const microcentsOf = (calls: { microcents: number }[]) => calls.reduce((sum, { microcents }) => sum + microcents, 0);

describe('a film made with all real services', () => {
  test('is paid for once a part, to the cent that the providers bill', async () => {
    const answer = await stack.submit({
      'Business name': 'Bakkerij <De Zon>',
      'E-mail': 'zon@client.example',
      'What do you sell?': 'Sourdough bread',
      'Who is your target customer?': 'Early commuters',
      'What makes you different?': 'We bake while the street sleeps',
      formats: 'square',
    });
    const { job_id: jobId, video_id: videoId } = (await answer.json()) as { job_id: string; video_id: string };
    const job = await stack.ended(jobId);
    expect(job).toMatchObject({ status: 'complete', error: null, progress: 100 });
    expect(job.warnings.map(({ code }) => code)).toEqual(['default_music']);

    const called = doubles.paid.map(({ operation }) => operation);
    expect(called.toSorted()).toEqual([
      ...Array<string>(3).fill('image.make'),
      'script.write',
      'shots.describe',
      ...Array<string>(4).fill('voice.speak'),
    ]);
    // One narration was refused with 429 and asked for again, which is no try of the job.
    expect(doubles.refused).toEqual(['elevenlabs']);
    const { prisma } = stack.db;
    expect((await prisma.job.findUniqueOrThrow({ where: { id: jobId } })).attempt).toBe(1);

    const usage = await prisma.apiUsage.findMany({ where: { videoId } });
    expect(usage).toHaveLength(9);
    expect(usage.every(({ ok, stepId, requestId }) => ok && stepId !== null && requestId !== null)).toBe(true);
    for (const provider of ['anthropic', 'fal', 'elevenlabs'] as const) {
      const rows = usage.filter((row) => row.provider === provider);
      const billed = doubles.paid.filter((call) => call.provider === provider);
      expect(rows.reduce((sum, row) => sum + Number(row.costMicrocents), 0)).toBe(microcentsOf(billed));
    }

    const script = (await prisma.revision.findFirstOrThrow({ where: { videoId } })).script;
    expect(script).toMatchObject({ hook: doubledScript.hook, cta: doubledScript.cta });
    const film = await fetch(job.output_url ?? '');
    expect(Buffer.from(await film.arrayBuffer()).toString('latin1', 4, 8)).toBe('ftyp');

    await waitFor(() => doubles.mails.length > 0 && doubles.messages.length > 0);
    expect(doubles.mails).toEqual([expect.objectContaining({ to: expect.anything(), html: expect.any(String) })]);
    expect(doubles.mails[0]?.['html']).toContain('Bakkerij &lt;De Zon&gt;');
    expect(doubles.mails[0]?.['html']).not.toContain('<De Zon>');
    expect(doubles.messages).toHaveLength(1);
    const log = await stack.log();
    for (const secret of ['anthropic-key-of-test', 'fal-key-of-test', 'elevenlabs-key-of-test', 're_of_test']) {
      expect(log).not.toContain(secret);
    }
  });
});
