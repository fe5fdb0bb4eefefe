import { randomUUID } from 'node:crypto';
import { addDeadLetter } from '@bom/db';
import type { Job } from '@bom/db';
import request from 'supertest';
import { makeFilm } from '../test-support/make-film.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ n8nSecret: null });
});

afterAll(() => api.stop());

async function bury(id: string, queue: 'pipeline' | 'notify' | 'intake'): Promise<string> {
  const { prisma } = api.deps.db;
  const letter = {
    id,
    queue,
    step: 's',
    errorClass: 'PermanentError',
    code: 'gone_wrong',
    detail: 'It broke.',
    input: id,
  };
  await prisma.$transaction((tx) => addDeadLetter(tx, letter));
  return (await prisma.deadLetter.findFirstOrThrow({ where: { jobId: id } })).id;
}

async function failedJob(): Promise<Job> {
  const { prisma } = api.deps.db;
  const video = await makeFilm(api, { status: 'failed' });
  await prisma.job.deleteMany({ where: { videoId: video.id } });
  return prisma.job.create({
    data: {
      videoId: video.id,
      kind: 'pipeline',
      phase: 'assembly',
      status: 'failed',
      progress: 40,
      attempt: 5,
      deliveries: 3,
      request: { formats: ['vertical'] },
      error: { code: 'x' },
      finishedAt: new Date(),
    },
  });
}

const list = (query: string) => request(api.app).get(`/api/dead-letters?${query}`).set(api.staff);
const retry = (id: string) => request(api.app).post(`/api/dead-letters/${id}/retry`).set(api.staff);

describe('/api/dead-letters', () => {
  test('opens a failed job again in its phase, once however often it is clicked', async () => {
    const { prisma } = api.deps.db;
    const job = await failedJob();
    const id = await bury(job.id, 'pipeline');
    const answers = await Promise.all([retry(id), retry(id), retry(id)]);
    expect(answers.map(({ status }) => String(status)).sort()).toEqual(['202', '409', '409']);
    const opened = await prisma.job.findUniqueOrThrow({ where: { id: job.id }, include: { video: true } });
    expect(opened).toMatchObject({ status: 'queued', phase: 'assembly', attempt: 0, error: null, progress: 40 });
    expect(opened.video.status).toBe('generating');
    expect(await api.deps.queues.isAlive('assembly.run', `assembly-${job.id}-4`)).toBe(true);
  });

  test('refuses a job whose place a newer one took, and leaves the dead letter open', async () => {
    const job = await failedJob();
    const id = await bury(job.id, 'pipeline');
    const { videoId, kind, phase } = job;
    await api.deps.db.prisma.job.create({ data: { videoId, kind, phase, status: 'complete', request: {} } });
    const refused = await retry(id);
    expect(refused.status).toBe(409);
    expect(refused.body.code).toBe('illegal_transition');
    expect((await list(`subject_id=${job.id}&retried=false`)).body.data).toHaveLength(1);
  });

  test('refuses the job of a video whose place others took meanwhile, until there is one again', async () => {
    const { prisma } = api.deps.db;
    const job = await failedJob();
    const { clientId } = await prisma.video.update({ where: { id: job.videoId }, data: { formats: {} } });
    const id = await bury(job.id, 'pipeline');
    const month = new Date(new Date().toISOString().slice(0, 8) + '01');
    const taken = await prisma.quotaUse.create({ data: { clientId, videoId: job.videoId, month } });
    const setQuota = (quotaOverride: number) =>
      prisma.client.update({ where: { id: clientId }, data: { quotaOverride } });

    await setQuota(0);
    const answers = await Promise.all([
      retry(id),
      request(api.app).post(`/api/assembly/${job.id}/retry`).set(api.staff).set('idempotency-key', randomUUID()),
    ]);
    const refusal = [409, 'quota_exceeded'];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([refusal, refusal]);
    expect(await prisma.job.findUnique({ where: { id: job.id } })).toMatchObject({ status: 'failed' });

    await setQuota(1);
    await prisma.quotaUse.update({ where: { id: taken.id }, data: { month: new Date('2020-01-01') } });
    expect((await retry(id)).status).toBe(202);
    // Tried again in a later month, it counts in that one.
    expect((await prisma.quotaUse.findUniqueOrThrow({ where: { id: taken.id } })).month).toEqual(month);
  });

  test('asks no quota of a job whose video never took a place or has a film', async () => {
    const { prisma } = api.deps.db;
    for (const hasFilm of [false, true]) {
      const job = await failedJob();
      const data = { ...(hasFilm ? {} : { formats: {} }), client: { update: { quotaOverride: 0 } } };
      const { clientId } = await prisma.video.update({ where: { id: job.videoId }, data });
      if (hasFilm) await prisma.quotaUse.create({ data: { clientId, videoId: job.videoId, month: new Date() } });
      expect((await retry(await bury(job.id, 'pipeline'))).status).toBe(202);
    }
  });

  test('sends a notice again', async () => {
    const { prisma } = api.deps.db;
    const notice = await prisma.notice.create({
      data: {
        channel: 'email',
        template: 't',
        recipient: 'a@b.example',
        dedupeKey: randomUUID(),
        data: {},
        status: 'failed',
        attempt: 8,
      },
    });
    const id = await bury(notice.id, 'notify');
    expect((await retry(id)).body).toMatchObject({ subject: 'notice', subject_id: notice.id });
    expect(await prisma.notice.findUniqueOrThrow({ where: { id: notice.id } })).toMatchObject({
      status: 'pending',
      attempt: 0,
    });
    expect(await api.deps.queues.isAlive('notify.email', `notice-${notice.id}-1`)).toBe(true);
  });

  test('replays an event that came in, and stays open as long as that fails', async () => {
    const { prisma } = api.deps.db;
    const video = await makeFilm(api, { status: 'draft' });
    const event = { event: 'video.published', data: { video_id: video.id } };
    expect((await request(api.app).post('/api/webhooks/n8n').send(event)).status).toBe(409);
    const stored = await prisma.webhookEvent.findFirstOrThrow({ where: { source: 'n8n', status: 'failed' } });
    const [letter] = (await list(`queue=intake&subject_id=${stored.id}`)).body.data as {
      id: string;
      subject: string;
    }[];
    expect(letter?.subject).toBe('webhook_event');
    const id = letter?.id ?? '';
    expect((await retry(id)).status).toBe(409);
    expect((await list(`subject_id=${stored.id}&retried=false`)).body.data).toHaveLength(1);
    await prisma.video.update({ where: { id: video.id }, data: { status: 'approved' } });
    expect((await retry(id)).body.retried_at).not.toBeNull();
    expect((await prisma.video.findUniqueOrThrow({ where: { id: video.id } })).status).toBe('delivered');
    expect((await list(`subject_id=${stored.id}&retried=true`)).body.data).toHaveLength(1);
  });

  test('pages through them, newest first, and does not find strangers', async () => {
    const ids = [await bury(randomUUID(), 'notify'), await bury(randomUUID(), 'notify')];
    const first = await list('queue=notify&limit=1');
    const second = await list(`queue=notify&limit=1&cursor=${first.body.next_cursor}`);
    expect([second.body.data[0].id, first.body.data[0].id]).toEqual(ids);
    expect((await list('code=gone_wrong')).body.data.length).toBeGreaterThan(1);
    expect((await list('code=other')).body.data).toEqual([]);
    expect((await retry(randomUUID())).status).toBe(404);
    expect((await retry(ids[0] ?? '')).status).toBe(404);
  });
});
