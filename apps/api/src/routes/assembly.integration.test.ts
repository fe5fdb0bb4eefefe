import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import type { JobStatusAnswer } from '@bom/contracts';
import { claimJob, completeJob, reportStage } from '@bom/db';
import { waitFor } from '@bom/testing';
import { makeTenant } from '../test-support/make-tenant.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;
let server: Server;

beforeAll(async () => {
  api = await startApi();
  server = createServer(api.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await api.stop();
});

const script = { hook: 'Fresh bread', scenes: [{ narration: 'We bake at four.', visual: 'oven' }], cta: 'Come by' };
const image = 'https://93.184.215.14/1.png';
const callback = 'https://93.184.215.14/done';

async function makeVideo(): Promise<string> {
  const { client, projectId } = await makeTenant(api.deps);
  const data = { clientId: client.id, projectId, title: 'Bread' };
  return (await api.deps.db.prisma.video.create({ data })).id;
}

async function generate(overrides: object = {}) {
  const audio = 'https://93.184.215.14/voice.mp3';
  const body = {
    video_id: await makeVideo(),
    script,
    images: [image],
    audio_url: audio,
    format: 'vertical',
    ...overrides,
  };
  return request(api.app).post('/api/assembly/generate').set(api.staff).send(body);
}

const startJob = async (overrides: object = {}) => (await generate(overrides)).body.job_id as string;
const post = (path: string) => request(api.app).post(`/api/assembly/${path}`).set(api.staff);
const statusOf = async (jobId: string) =>
  (await request(api.app).get(`/api/assembly/status/${jobId}`).set(api.staff)).body as JobStatusAnswer;
const videoOf = async (jobId: string) =>
  (await api.deps.db.prisma.job.findUniqueOrThrow({ where: { id: jobId }, include: { video: true } })).video;

async function claim(jobId: string) {
  const outcome = await claimJob(api.deps.db, { jobId, phase: 'assembly', leaseMs: 30_000 });
  if (!('claim' in outcome)) throw new Error('not claimed');
  return outcome.claim;
}

async function complete(jobId: string): Promise<void> {
  const captions = { srt: 'films/a.srt', vtt: 'films/a.vtt' };
  const film = { outputs: {}, posterKey: 'films/a.jpg', captions, durationMs: 1000, warnings: [] };
  await completeJob(api.deps.db, { claim: await claim(jobId), film, staff: { emails: [], slack: false } });
}

describe('what is asked for', () => {
  test.each([
    ['an unknown asset', { images: [`asset:${randomUUID()}`] }, 'asset_not_found', 'images.0'],
    ['an asset that is none', { audio_url: `asset:${'-'.repeat(36)}` }, 'asset_not_found', 'audio_url'],
    ['the machine itself', { music_url: 'http://127.0.0.1/x.mp3' }, 'private_address', 'music_url'],
    ['the metadata service', { callback_url: 'http://169.254.169.254/latest' }, 'private_address', 'callback_url'],
    ['a private address in disguise', { images: ['http://[::ffff:10.0.0.1]/x.png'] }, 'private_address', 'images.0'],
    [
      "a scene's own private picture",
      { images: [], script: { ...script, scenes: [{ ...script.scenes[0], image_url: 'http://192.168.0.1/a.png' }] } },
      'private_address',
      'script.scenes.0.image_url',
    ],
  ])('is refused at the door where it names %s', async (_what, overrides, code, path) => {
    const answer = await generate(overrides);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code, errors: [{ path }] });
  });

  test('takes no video of a project that was deleted', async () => {
    const videoId = await makeVideo();
    const { projectId } = await api.deps.db.prisma.video.findUniqueOrThrow({ where: { id: videoId } });
    await api.deps.db.prisma.project.update({ where: { id: projectId }, data: { deletedAt: new Date() } });
    expect((await generate({ video_id: videoId })).status).toBe(404);
  });
});

describe('the list of jobs', () => {
  test('is newest first, by page, by video and by status', async () => {
    const videoId = await makeVideo();
    const first = await startJob({ video_id: videoId });
    await post(`${first}/cancel`);
    const second = await startJob({ video_id: videoId });
    const list = async (query: string) => {
      const { body } = await request(api.app).get(`/api/assembly?video_id=${videoId}&${query}`).set(api.staff);
      return body as { data: JobStatusAnswer[]; next_cursor: string | null };
    };
    const idsOf = ({ data }: { data: JobStatusAnswer[] }) => data.map(({ job_id }) => job_id);
    expect(idsOf(await list(''))).toEqual([second, first]);
    expect(idsOf(await list('status=processing'))).toEqual([second]);
    expect(idsOf(await list('status=cancelled'))).toEqual([first]);
    expect(idsOf(await list('status=complete'))).toEqual([]);
    const page = await list('limit=1');
    expect(idsOf(await list(`limit=1&cursor=${page.next_cursor}`))).toEqual([first]);
  });
});

describe('cancel', () => {
  test('stops a queued job at once, and tells those who wait for it', async () => {
    const jobId = await startJob({ callback_url: callback, metadata: { order: 7 } });
    const answer = await post(`${jobId}/cancel`);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ status: 'cancelled', queue_position: null, eta_seconds: null });
    expect(answer.body.finished_at).not.toBeNull();
    expect((await videoOf(jobId)).status).toBe('failed');
    const notices = await api.deps.db.prisma.notice.findMany({
      where: { recipient: callback, template: 'job.failed' },
    });
    expect(notices.map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ job_id: jobId, metadata: { order: 7 } }),
    );
    const { actor } = await api.deps.db.prisma.videoEvent.findFirstOrThrow({
      where: { videoId: answer.body.video_id as string, type: 'video.failed' },
    });
    expect(actor).toBe('key:studio');
  });

  test('does no more the second time, and nothing to a job that is complete', async () => {
    const jobId = await startJob();
    const [one, two] = await Promise.all([post(`${jobId}/cancel`), post(`${jobId}/cancel`)]);
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(
      await api.deps.db.prisma.videoEvent.count({ where: { videoId: one.body.video_id, type: 'video.failed' } }),
    ).toBe(1);
    const other = await startJob();
    await complete(other);
    const late = await post(`${other}/cancel`);
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({ code: 'illegal_transition', detail: expect.stringContaining('complete') });
    expect((await post(`${randomUUID()}/cancel`)).status).toBe(404);
  });
});

describe('retry', () => {
  test('opens a cancelled job again, under the same id, and enqueues it', async () => {
    const jobId = await startJob();
    expect((await post(`${jobId}/retry`)).body.code).toBe('illegal_transition');
    await post(`${jobId}/cancel`);
    const answer = await post(`${jobId}/retry`);
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ job_id: jobId, status: 'processing' });
    expect(await statusOf(jobId)).toMatchObject({ status: 'processing', error: null, finished_at: null });
    expect((await videoOf(jobId)).status).toBe('generating');
    expect(await claim(jobId)).toBeDefined();
  });

  test('opens it once for many who ask at once', async () => {
    const jobId = await startJob();
    await post(`${jobId}/cancel`);
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(`${jobId}/retry`)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      202,
      ...Array.from({ length: 7 }, () => 409),
    ]);
    expect((await post(`${randomUUID()}/retry`)).status).toBe(404);
  });
});

describe('the time left', () => {
  test('comes from what the stages of jobs before took', async () => {
    const fresh = await startApi();
    try {
      const { client, projectId } = await makeTenant(fresh.deps);
      const { prisma } = fresh.deps.db;
      const video = await prisma.video.create({ data: { clientId: client.id, projectId, title: 'Bread' } });
      const job = { videoId: video.id, kind: 'assembly', phase: 'assembly', request: {} } as const;
      for (const factor of [1, 2, 30]) {
        const stageTimes = { queued: 9000, fetching: 1000 * factor, rendering: 10_000 * factor };
        await prisma.job.create({ data: { ...job, status: 'complete', stage: 'done', progress: 100, stageTimes } });
      }
      const { id } = await prisma.job.create({ data: job });
      const read = async () =>
        (await request(fresh.app).get(`/api/assembly/status/${id}`).set(fresh.staff)).body.eta_seconds;
      expect(await read()).toBe(22);
      await prisma.job.update({
        where: { id },
        data: { status: 'processing', stage: 'rendering', stageStartedAt: new Date(Date.now() - 15_000) },
      });
      expect(await read()).toBeLessThanOrEqual(5);
      expect(await read()).toBeGreaterThanOrEqual(3);
    } finally {
      await fresh.stop();
    }
  });
});

interface Heard {
  id: string;
  status: JobStatusAnswer;
}

/** Follows a job; `heard` grows until `ended`. */
function follow(jobId: string, headers: Record<string, string> = {}) {
  const stop = new AbortController();
  const heard: Heard[] = [];
  const { port } = server.address() as AddressInfo;
  const run = async () => {
    const url = `http://127.0.0.1:${port}/api/assembly/status/${jobId}/events`;
    const response = await fetch(url, { headers: { ...api.staff, ...headers }, signal: stop.signal });
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, id, data] = /^event: status\nid: (.+)\ndata: (.+)$/.exec(block) ?? [];
        if (id && data) heard.push({ id, status: JSON.parse(data) as JobStatusAnswer });
      }
    }
    return response;
  };
  return { heard, ended: run(), stop };
}

const connections = () =>
  new Promise<number>((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });

describe('the stream of events', () => {
  test('tells of each change with the object of the status route, and ends with the job', async () => {
    const jobId = await startJob();
    const { heard, ended } = follow(jobId);
    await waitFor(() => heard.length === 1);
    expect(heard[0]?.status).toEqual({ ...(await statusOf(jobId)), eta_seconds: heard[0]?.status.eta_seconds });
    const held = await claim(jobId);
    await reportStage(api.deps.db, { jobId, stage: 'rendering', progress: 40 });
    await waitFor(() => heard.at(-1)?.status.progress === 40);
    const film = {
      outputs: {},
      posterKey: 'films/a.jpg',
      captions: { srt: 'a.srt', vtt: 'a.vtt' },
      durationMs: 1,
      warnings: [],
    };
    await completeJob(api.deps.db, { claim: held, film, staff: { emails: [], slack: false } });
    const response = await ended;
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(heard.at(-1)?.status).toMatchObject({ status: 'complete', progress: 100 });
    expect(new Set(heard.map(({ id }) => id)).size).toBe(heard.length);
  });

  test('resumes after the last event that was seen', async () => {
    const jobId = await startJob();
    const first = follow(jobId);
    await waitFor(() => first.heard.length === 1);
    first.stop.abort();
    await first.ended.catch(() => {});
    const lastId = first.heard[0]?.id ?? '';
    const second = follow(jobId, { 'last-event-id': lastId });
    await post(`${jobId}/cancel`);
    await second.ended;
    expect(second.heard.map(({ status }) => status.status)).toEqual(['cancelled']);
    const third = follow(jobId, { 'last-event-id': second.heard[0]?.id ?? '' });
    expect((await third.ended).status).toBe(204);
    const late = follow(jobId);
    await late.ended;
    expect(late.heard.map(({ status }) => status.status)).toEqual(['cancelled']);
  });

  test('asks the database as much for a hundred callers as for one, and frees all when they go', async () => {
    const jobId = await startJob();
    const before = await connections();
    const many = Array.from({ length: 100 }, () => follow(jobId));
    await waitFor(() => many.every(({ heard }) => heard.length === 1));
    let queries = 0;
    const { prisma } = api.deps.db;
    const { findMany } = prisma.job;
    const spy = jest.spyOn(prisma.job, 'findMany').mockImplementation(((args: never) => {
      queries += 1;
      return findMany(args);
    }) as never);
    try {
      await waitFor(() => queries >= 2);
      await reportStage(api.deps.db, { jobId, stage: 'fetching', progress: 1 });
      const held = await claim(jobId);
      expect(held.job.id).toBe(jobId);
      await reportStage(api.deps.db, { jobId, stage: 'rendering', progress: 30 });
      const asked = queries;
      await waitFor(() => many.every(({ heard }) => heard.at(-1)?.status.progress === 30));
      expect(queries - asked).toBeLessThan(10);
      for (const { stop, ended } of many) {
        stop.abort();
        ended.catch(() => {});
      }
      await waitFor(async () => (await connections()) <= before);
      const last = queries;
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      expect(queries - last).toBeLessThanOrEqual(1);
    } finally {
      spy.mockRestore();
    }
  });

  test('answers HEAD without a stream, and unknown jobs with 404', async () => {
    const jobId = await startJob();
    const { port } = server.address() as AddressInfo;
    const url = (id: string) => `http://127.0.0.1:${port}/api/assembly/status/${id}/events`;
    expect((await fetch(url(jobId), { method: 'HEAD', headers: api.staff })).status).toBe(200);
    expect((await fetch(url(randomUUID()), { headers: api.staff })).status).toBe(404);
  });
});
