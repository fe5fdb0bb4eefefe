import { producerRedis } from '@bom/jobs';
import { waitFor } from '@bom/testing';
import { startPaidDoubles } from '../stack/paid-doubles.ts';
import type { PaidCall, PaidDoubles } from '../stack/paid-doubles.ts';
import { startStack } from '../stack/start-stack.ts';
import type { Stack } from '../stack/start-stack.ts';

let doubles: PaidDoubles;
let stack: Stack;
/** Set by the test: what happens when a call is billed and not answered yet. */
let onPaid: (call: PaidCall) => Promise<void> | void = () => {};

beforeAll(async () => {
  doubles = await startPaidDoubles({ onPaid: (call) => onPaid(call) });
  // One call in two seconds: time to kill the worker between one call's answer and the next call.
  const slow = Object.fromEntries(
    ['ANTHROPIC', 'FAL', 'ELEVENLABS'].flatMap((name) => [
      [`${name}_MAX_CONCURRENCY`, '1'],
      [`${name}_CALLS_PER_MINUTE`, '30'],
    ]),
  );
  const quick = { LEASE_MS: '1500ms', LOCK_MS: '1500ms', STALL_MS: '500ms', SWEEP_MS: '500ms' };
  stack = await startStack({ ...doubles.env, ...slow, ...quick }, { apps: ['api', 'pipeline-worker'] });
});

afterAll(async () => {
  await stack.stop();
  await doubles.close();
});

const brief = {
  'Business name': 'Bakkerij De Zon',
  'E-mail': 'zon@client.example',
  'What do you sell?': 'Sourdough bread',
  'Who is your target customer?': 'Early commuters',
  'What makes you different?': 'We bake while the street sleeps',
  formats: 'square',
};
const paidSteps = ['script', 'shots', 'image', 'voice'];

async function restart(): Promise<void> {
  await stack.kill('pipeline-worker', 'SIGKILL');
  stack.start('pipeline-worker');
}

/** The limiter's own way to hold calls back, as after a 429 with this Retry-After. */
async function holdBack(provider: string, ms: number): Promise<void> {
  const redis = producerRedis(stack.redis.url);
  await waitFor(() => redis.status === 'ready');
  await redis.hset(`limits:{${provider}}`, 'paused_until', Date.now() + ms);
  redis.disconnect();
}

describe('the pipeline worker, killed after each paid call', () => {
  test('pays for one call twice at most: the one whose answer was on its way', async () => {
    let killedUnanswered = false;
    onPaid = async ({ operation }) => {
      if (operation !== 'shots.describe') return;
      // The next call goes to another provider, whose calls the last kill has left unspaced.
      if (killedUnanswered) return holdBack('fal', 2_000);
      killedUnanswered = true;
      return restart();
    };
    const answer = await stack.submit(brief);
    const { job_id: jobId, video_id: videoId } = (await answer.json()) as { job_id: string; video_id: string };
    const { prisma } = stack.db;
    /** Calls whose answer, or whose request at the provider, is stored. */
    const stored = () => prisma.jobStep.count({ where: { videoId, name: { in: paidSteps } } });

    const calls = 9;
    for (let call = 1; call <= calls; call += 1) {
      await waitFor(async () => (await stored()) >= call, { intervalMs: 5 });
      await restart();
    }
    await waitFor(async () => (await prisma.job.findUniqueOrThrow({ where: { id: jobId } })).phase === 'assembly');

    expect(doubles.paid.map(({ operation }) => operation).toSorted()).toEqual([
      ...Array<string>(3).fill('image.make'),
      'script.write',
      'shots.describe',
      'shots.describe',
      ...Array<string>(4).fill('voice.speak'),
    ]);
    const usage = await prisma.apiUsage.findMany({ where: { videoId } });
    const [answered, lost] = [usage.filter(({ ok }) => ok), usage.filter(({ ok }) => !ok)];
    expect(answered).toHaveLength(calls);
    // The lost call counts in budgets too, at what it probably cost.
    expect(lost).toEqual([expect.objectContaining({ operation: 'shots.describe', stepId: null, requestId: null })]);
    expect(Number(lost[0]?.costMicrocents)).toBeGreaterThan(0);
    const unanswered = doubles.paid.find(({ operation }) => operation === 'shots.describe')?.microcents ?? 0;
    const billed = doubles.paid.reduce((sum, { microcents }) => sum + microcents, 0) - unanswered;
    expect(answered.reduce((sum, { costMicrocents }) => sum + Number(costMicrocents), 0)).toBe(billed);
  });
});
