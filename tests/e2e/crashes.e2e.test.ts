import { waitFor } from '@bom/testing';
import { childrenOf, expectClean } from '../stack/expect-clean.ts';
import { requestFilm } from '../stack/make-request.ts';
import { startStack } from '../stack/start-stack.ts';
import type { AppName, Stack } from '../stack/start-stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});

afterEach(() => expectClean(stack));

afterAll(() => stack.stop());

const brief = (email: string) => ({
  'Business name': 'Harbour Lane Bakery',
  'E-mail': email,
  'What do you sell?': 'Sourdough bread',
  'Who is your target customer?': 'Early commuters',
  'What makes you different?': 'We bake at four in the morning',
  formats: 'square',
});

const rendering = (jobId: string) =>
  waitFor(async () => {
    const { stage, segments } = await stack.status(jobId);
    return stage === 'rendering' && segments.done < segments.total;
  });

async function expectOneFilm(jobId: string, videoId: string): Promise<void> {
  const job = await stack.ended(jobId);
  expect(job).toMatchObject({ status: 'complete', error: null, progress: 100 });
  expect((await fetch(job.output_url ?? '')).status).toBe(200);
  const video = await stack.db.prisma.video.findUniqueOrThrow({ where: { id: videoId }, include: { events: true } });
  expect(video.status).toBe('draft');
  expect(video.events.filter(({ type }) => type === 'video.draft_ready')).toHaveLength(1);
}

describe('a film is finished, once, though', () => {
  test('the render worker is killed in mid-render', async () => {
    const { jobId, videoId } = await requestFilm(stack, { scenes: 3, secondsEach: 2 });
    await rendering(jobId);
    await stack.kill('render-worker', 'SIGKILL');
    expect(await childrenOf(stack.dataDir)).toEqual([]);
    stack.start('render-worker');
    await expectOneFilm(jobId, videoId);
  });

  test('the render worker is asked to stop in mid-render', async () => {
    const { jobId, videoId } = await requestFilm(stack, { scenes: 3, secondsEach: 2 });
    await rendering(jobId);
    await stack.kill('render-worker', 'SIGTERM');
    stack.start('render-worker');
    await expectOneFilm(jobId, videoId);
  });

  test('Redis forgets everything in mid-render', async () => {
    const { jobId, videoId } = await requestFilm(stack, { scenes: 3, secondsEach: 2 });
    await rendering(jobId);
    await stack.redis.flushAll();
    await expectOneFilm(jobId, videoId);
  });

  test('the pipeline worker is killed between steps, and no stored step is paid for again', async () => {
    const answer = await stack.submit(brief('killed@client.example'));
    const { job_id: jobId, video_id: videoId } = (await answer.json()) as { job_id: string; video_id: string };
    const { prisma } = stack.db;
    const stored = () => prisma.jobStep.findMany({ where: { videoId, done: true }, orderBy: { id: 'asc' } });
    await waitFor(async () => (await stored()).some(({ name }) => name === 'image'), {
      intervalMs: 5,
    });
    await stack.kill('pipeline-worker', 'SIGKILL');
    const before = await stored();
    // Else the kill came too late to tell anything.
    expect(before.map(({ name }) => name)).toEqual(expect.arrayContaining(['script', 'shots', 'image']));
    expect((await prisma.job.findUniqueOrThrow({ where: { id: jobId } })).phase).toBe('pipeline');
    expect(await childrenOf(stack.dataDir)).toEqual([]);

    stack.start('pipeline-worker');
    await expectOneFilm(jobId, videoId);
    const after = await stored();
    expect(after).toEqual(expect.arrayContaining(before));
    const usage = await prisma.apiUsage.findMany({ where: { jobId } });
    const called = after.filter(({ name }) => ['script', 'shots', 'image', 'voice'].includes(name));
    expect(called.length).toBeGreaterThan(before.length);
    expect(usage).toHaveLength(called.length);
    expect(new Set(usage.map(({ stepId }) => stepId))).toEqual(new Set(called.map(({ id }) => id)));
  });

  test('the whole stack is stopped and started in mid-render', async () => {
    const { jobId, videoId } = await requestFilm(stack, { scenes: 3, secondsEach: 2 });
    await rendering(jobId);
    const apps: AppName[] = ['api', 'pipeline-worker', 'render-worker'];
    await Promise.all(apps.map((app) => stack.kill(app, 'SIGTERM')));
    apps.forEach((app) => stack.start(app));
    await stack.ready();
    await expectOneFilm(jobId, videoId);
  });
});
