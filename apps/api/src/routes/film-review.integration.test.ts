import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { cancelJob } from '@bom/db';
import type { Client, Video } from '@bom/db';
import { videoTransitions } from '@bom/domain';
import type { VideoStatus } from '@bom/domain';
import { makeClient, makeFilm, makeService, script, signInAs } from '../test-support/make-film.ts';
import type { Credential } from '../test-support/make-film.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.stop());

const step = (id: string, name: string, body: object = {}, who: Credential = api.staff) =>
  request(api.app).post(`/api/videos/${id}/${name}`).set(who).send(body);
const read = (id: string) => request(api.app).get(`/api/videos/${id}`).set(api.staff);
const noticesOf = (video: Video) =>
  api.deps.db.prisma.notice.findMany({ where: { data: { path: ['video_id'], equals: video.id } } });

/** A film in review, and its client signed in. */
async function inReview(): Promise<{ client: Client; video: Video; own: Credential }> {
  const client = await makeClient(api);
  const video = await makeFilm(api, { client, status: 'review', reviewRevision: 1 });
  return { client, video, own: await signInAs(api, client) };
}

const steps: Record<string, { to: VideoStatus; body: object }> = {
  submit: { to: 'review', body: {} },
  approve: { to: 'approved', body: {} },
  reject: { to: 'rejected', body: { note: 'Slower, please' } },
  deliver: { to: 'delivered', body: {} },
  archive: { to: 'archived', body: {} },
  generate: { to: 'generating', body: {} },
};
const statuses = Object.keys(videoTransitions) as VideoStatus[];
const pairs = Object.entries(steps).flatMap(([name, { to, body }]) =>
  statuses.map((from) => ({ name, from, to, body })),
);

describe('the status machine', () => {
  test.each(pairs)('$name takes $from to $to, or says why not', async ({ name, from, to, body }) => {
    const video = await makeFilm(api, { status: from, reviewRevision: 1 });
    const answer = await step(video.id, name, body);
    const after = (await read(video.id)).body as { status: string; version: number };
    if (videoTransitions[from].includes(to)) {
      expect(answer.status).toBe(name === 'generate' ? 202 : 200);
      expect(after).toMatchObject({ status: to, version: 2 });
      return;
    }
    expect(answer.status).toBe(409);
    expect(answer.body.code).toBe('illegal_transition');
    expect(answer.body.detail).toContain(from);
    expect(answer.body.detail).toContain(to);
    expect(after).toMatchObject({ status: from, version: 1 });
    expect(await api.deps.db.prisma.videoEvent.count({ where: { videoId: video.id } })).toBe(0);
  });
});

describe('sending a draft for review', () => {
  test('mails the client, shows them the film, and tells whoever listens', async () => {
    const { prisma } = api.deps.db;
    const hook = { url: 'https://hooks.example/bom', events: ['video.review_requested'], secret: 'whsec_x' };
    await prisma.webhookEndpoint.create({ data: hook });
    const client = await makeClient(api);
    const own = await signInAs(api, client);
    const video = await makeFilm(api, { client, revision: 2 });
    const answer = await step(video.id, 'submit', { note: 'Mind the ending.' });
    expect(answer.body).toMatchObject({ status: 'review', revision: 2, review: null });
    const notices = await noticesOf(video);
    expect(notices.map(({ channel, template }) => `${channel} ${template}`).toSorted()).toEqual([
      'email ready-for-review',
      'webhook video.review_requested',
    ]);
    expect(notices.find(({ channel }) => channel === 'email')).toMatchObject({
      recipient: client.email,
      data: { video_id: video.id, title: 'Bread', client: 'North Bakery', note: 'Mind the ending.' },
    });
    const seen = await request(api.app).get(`/api/videos/${video.id}`).set(own);
    expect(seen.body).toMatchObject({ status: 'review', revision: 2 });
  });

  test('is for staff alone', async () => {
    const { video, own } = await inReview();
    const service = await makeService(api, ['videos:write']);
    for (const who of [own, service]) expect((await step(video.id, 'submit', {}, who)).status).toBe(403);
  });
});

describe('approving', () => {
  test('keeps who, when and what was said, and tells the studio by mail and Slack', async () => {
    const { client, video, own } = await inReview();
    const answer = await step(video.id, 'approve', { approved: true, note: 'Lovely!' }, own);
    expect(answer.status).toBe(200);
    const review = { approved: true, note: 'Lovely!', scenes: [], revision: 1, at: expect.any(String) };
    expect(answer.body).toMatchObject({ status: 'approved', review: { ...review, by: 'client' } });
    expect((await read(video.id)).body.review).toEqual({ ...review, by: `client:${client.id}` });
    const notices = await noticesOf(video);
    expect(notices.map(({ channel, recipient }) => `${channel} ${recipient}`).toSorted()).toEqual([
      'email staff@studio.example',
      'slack slack',
    ]);
    expect(notices[0]).toMatchObject({ template: 'approved', data: { note: 'Lovely!', client: 'North Bakery' } });
  });

  test('happens once, however many approve at the same moment', async () => {
    const { video, own } = await inReview();
    const racing = await Promise.all([own, api.staff, own, api.staff].map((who) => step(video.id, 'approve', {}, who)));
    expect(racing.filter(({ status }) => status === 200)).toHaveLength(1);
    const lost = racing.filter(({ status }) => status === 409);
    expect(lost).toHaveLength(3);
    for (const { body } of lost) expect(body.detail).toBe("A video that is approved can't become approved.");
    expect(await api.deps.db.prisma.videoEvent.count({ where: { videoId: video.id } })).toBe(1);
  });

  test('or rejecting: of both at the same moment one wins', async () => {
    const { video, own } = await inReview();
    const racing = await Promise.all([step(video.id, 'approve', {}, own), step(video.id, 'reject', { note: 'No' })]);
    expect(racing.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(await api.deps.db.prisma.videoEvent.count({ where: { videoId: video.id } })).toBe(1);
  });

  test('is refused where the body says otherwise than the route', async () => {
    const { video, own } = await inReview();
    expect((await step(video.id, 'approve', { approved: false }, own)).body).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'approved' }],
    });
    expect((await step(video.id, 'reject', { approved: true, note: 'No' }, own)).status).toBe(422);
    expect((await step(video.id, 'reject', {}, own)).body.errors).toEqual([expect.objectContaining({ path: 'note' })]);
  });

  test('is refused for a revision that another one has replaced, or a version that is stale', async () => {
    const client = await makeClient(api);
    const own = await signInAs(api, client);
    const video = await makeFilm(api, { client, status: 'review', revision: 3, reviewRevision: 3 });
    const old = await step(video.id, 'approve', { revision: 2 }, own);
    expect(old.status).toBe(409);
    expect(old.body.code).toBe('conflict');
    expect((await step(video.id, 'approve', {}, own).set('if-match', '"7"')).status).toBe(412);
    expect((await step(video.id, 'approve', { revision: 3 }, own)).status).toBe(200);
  });

  test('is refused in the words that the client knows, while the studio has a draft', async () => {
    const client = await makeClient(api);
    const own = await signInAs(api, client);
    const video = await makeFilm(api, { client, status: 'draft', revision: 2, reviewRevision: 1 });
    const answer = await step(video.id, 'approve', {}, own);
    expect(answer.body.detail).toBe("A video that is generating can't become approved.");
  });

  test('is for clients and staff, not for services', async () => {
    const { video } = await inReview();
    const service = await makeService(api, ['videos:write', 'videos:read']);
    expect((await step(video.id, 'approve', {}, service)).status).toBe(403);
  });
});

describe('rejecting', () => {
  test('keeps what should change in which scene, and tells the studio', async () => {
    const { video, own } = await inReview();
    const wish = { note: 'Warmer', scenes: [{ index: 1, note: 'Show the shop' }] };
    const answer = await step(video.id, 'reject', { approved: false, ...wish }, own);
    expect(answer.body).toMatchObject({ status: 'rejected', review: { approved: false, ...wish, by: 'client' } });
    const [notice] = await noticesOf(video);
    expect(notice).toMatchObject({ template: 'rejected', data: wish });
  });

  test('names each scene that the film does not have', async () => {
    const { video, own } = await inReview();
    const scenes = [
      { index: 1, note: 'x' },
      { index: 2, note: 'y' },
    ];
    const answer = await step(video.id, 'reject', { note: 'Warmer', scenes }, own);
    expect(answer.body).toMatchObject({ code: 'invalid_request', errors: [{ path: 'scenes.1.index' }] });
    expect((await read(video.id)).body.status).toBe('review');
  });

  test('is forgotten by the next review, and kept in the events', async () => {
    const { video, own } = await inReview();
    await step(video.id, 'reject', { note: 'Warmer' }, own);
    const { prisma } = api.deps.db;
    await prisma.video.update({ where: { id: video.id }, data: { status: 'draft' } });
    expect((await read(video.id)).body.review).toMatchObject({ approved: false });
    expect((await step(video.id, 'submit')).body.review).toBeNull();
    const events = await request(api.app).get(`/api/videos/${video.id}/events`).set(api.staff);
    expect(events.body.data).toMatchObject([{ type: 'video.review_requested' }, { type: 'video.rejected' }]);
  });
});

test('delivering mails the client where the files are; a service may do it', async () => {
  const client = await makeClient(api);
  const video = await makeFilm(api, { client, status: 'approved', reviewRevision: 1 });
  const service = await makeService(api, ['videos:write']);
  expect((await step(video.id, 'deliver', {}, service)).body.status).toBe('delivered');
  expect(await noticesOf(video)).toMatchObject([{ template: 'delivered', recipient: client.email }]);
});

test('the events say who did what; to a client without names and without the studio at work', async () => {
  const { client, video, own } = await inReview();
  const data = { videoId: video.id, type: 'video.draft_ready', actor: 'system' };
  await api.deps.db.prisma.videoEvent.create({ data });
  await step(video.id, 'approve', { note: 'Good' }, own);
  await step(video.id, 'deliver');
  const events = (who: Credential, query: object = {}) =>
    request(api.app).get(`/api/videos/${video.id}/events`).query(query).set(who);
  const linesOf = (answer: { body: { data: { type: string; actor: string }[] } }) =>
    answer.body.data.map(({ type, actor }) => `${type} ${actor}`);
  expect(linesOf(await events(api.staff))).toEqual([
    'video.delivered key:studio',
    `video.approved client:${client.id}`,
    'video.draft_ready system',
  ]);
  expect(linesOf(await events(own))).toEqual(['video.delivered studio', 'video.approved client']);
  const first = await events(own, { limit: 1 });
  const second = await events(own, { limit: 1, cursor: first.body.next_cursor as string });
  expect(second.body).toMatchObject({ data: [{ type: 'video.approved', data: { note: 'Good' } }], next_cursor: null });
});

describe('making the film of a video', () => {
  test('starts the whole chain, with what was asked', async () => {
    const video = await makeFilm(api, { status: 'pending' });
    const wish = { formats: ['square', 'vertical'], metadata: { order: 7 }, captions: { style: 'word' } };
    const answer = await step(video.id, 'generate', wish);
    expect(answer.status).toBe(202);
    expect(answer.headers['location']).toBe(answer.body.status_url);
    const job = await api.deps.db.prisma.job.findUniqueOrThrow({ where: { id: answer.body.job_id } });
    expect(job).toMatchObject({ kind: 'pipeline', request: { formats: wish.formats, captions: wish.captions } });
    expect(await api.deps.queues.isAlive('pipeline.run', `pipeline-${job.id}-1`)).toBe(true);
    const status = await request(api.app).get(answer.body.status_url).set(api.staff);
    expect(status.body).toMatchObject({ status: 'processing', metadata: { order: 7 } });
  });

  test('makes the formats of the film before, and a new script where the brief is new', async () => {
    const video = await makeFilm(api);
    const brief = {
      business_name: 'North',
      what_they_sell: 'Rolls',
      target_customer: 'Kids',
      differentiator: 'Round',
      tone: 'dry',
      language: 'de',
    };
    const { body } = await step(video.id, 'generate', { brief });
    const job = await api.deps.db.prisma.job.findUniqueOrThrow({ where: { id: body.job_id } });
    expect(job.request).toEqual({ formats: ['vertical'] });
    expect((await read(video.id)).body).toMatchObject({ script: null, brief, language: 'de', status: 'generating' });
  });

  test('needs a brief or a script', async () => {
    const { projectId } = await makeFilm(api);
    const made = await request(api.app).post('/api/videos').set(api.staff).send({ project_id: projectId, title: 'X' });
    const bare = await step(made.body.id as string, 'generate');
    expect(bare.status).toBe(422);
    expect(bare.body.code).toBe('nothing_to_film');
    expect((await step(made.body.id as string, 'generate', { script })).status).toBe(202);
  });

  test('takes one place of the month a video, and refuses when none is left', async () => {
    const client = await makeClient(api, { quotaOverride: 2 });
    const quota = async () =>
      (await request(api.app).get(`/api/clients/${client.id}/quota`).set(api.staff)).body as { used: number };
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => makeFilm(api, { client, status: 'pending' })));
    const racing = await Promise.all([one, two, three].map((video) => step(video?.id ?? '', 'generate')));
    expect(racing.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 202, 409]);
    const lost = racing.find(({ status }) => status === 409);
    expect(lost?.body.code).toBe('quota_exceeded');
    expect((await quota()).used).toBe(2);
    const [taken] = await api.deps.db.prisma.quotaUse.findMany({ where: { clientId: client.id } });
    const again = { where: { id: taken?.videoId ?? '' }, data: { status: 'draft' as const } };
    await api.deps.db.prisma.video.update(again);
    expect((await step(taken?.videoId ?? '', 'generate')).status).toBe(202);
    expect((await quota()).used).toBe(2);
  });

  test('gives the place back where the first film is cancelled or fails, until it is tried again', async () => {
    const client = await makeClient(api, { quotaOverride: 1 });
    const quota = async () =>
      (await request(api.app).get(`/api/clients/${client.id}/quota`).set(api.staff)).body as { used: number };
    const { projectId } = await makeFilm(api, { client });
    const newVideo = async () => {
      const body = { project_id: projectId, title: 'X', script };
      return (await request(api.app).post('/api/videos').set(api.staff).send(body)).body.id as string;
    };
    const [first, second] = [await newVideo(), await newVideo()];
    const { body } = await step(first, 'generate');
    expect((await quota()).used).toBe(1);
    await cancelJob(api.deps.db, body.job_id as string);
    expect((await quota()).used).toBe(0);
    expect((await step(second, 'generate')).status).toBe(202);
    expect((await step(first, 'generate')).body.code).toBe('quota_exceeded');
    await request(api.app).patch(`/api/clients/${client.id}`).set(api.staff).send({ quota_override: 2 });
    expect((await step(first, 'generate')).status).toBe(202);
    expect((await quota()).used).toBe(2);
  });

  test('does not exist for a video that does not', async () => {
    expect((await step(randomUUID(), 'generate')).status).toBe(404);
  });
});
