import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { makeClient, makeFilm, makeService, script, scriptOf, signInAs } from '../test-support/make-film.ts';
import type { Credential } from '../test-support/make-film.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.stop());

const call = (method: 'get' | 'post' | 'patch', path: string) => request(api.app)[method](path).set(api.staff);
const idsOf = (answer: { body: { data: { id: string }[] } }) => answer.body.data.map(({ id }) => id);
const brief = {
  business_name: 'North Bakery',
  what_they_sell: 'Bread',
  target_customer: 'Commuters',
  differentiator: 'At four',
  tone: 'dry',
  language: 'nl',
};

describe('creating a video', () => {
  test('keeps its script and brief and makes nothing yet', async () => {
    const { projectId, clientId } = await makeFilm(api);
    const answer = await call('post', '/api/videos').send({ project_id: projectId, title: 'Rolls', script, brief });
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ location: `/api/videos/${answer.body.id}`, etag: '"1"' });
    expect(answer.body).toMatchObject({
      project_id: projectId,
      client_id: clientId,
      title: 'Rolls',
      script,
      brief,
      status: 'pending',
      formats: {},
      language: 'nl',
      cost_cents: 0,
      review: null,
      jobs: [],
      version: 1,
    });
    const events = await call('get', `/api/videos/${answer.body.id}/events`);
    expect(events.body.data).toEqual([expect.objectContaining({ type: 'video.created', actor: 'key:studio' })]);
  });

  test('refuses pictures that can not be fetched, and projects that are not there', async () => {
    const { projectId } = await makeFilm(api);
    const withPicture = (url: string) => ({
      project_id: projectId,
      title: 'X',
      script: { ...script, scenes: [{ narration: 'A', visual: '', image_url: url }] },
    });
    const odd = await call('post', '/api/videos').send(withPicture('file:///etc/passwd'));
    expect(odd.body).toMatchObject({ code: 'invalid_request', errors: [{ path: 'script.scenes.0.image_url' }] });
    const inside = await call('post', '/api/videos').send(withPicture('http://169.254.169.254/x.png'));
    expect(inside.body).toMatchObject({ code: 'private_address', errors: [{ path: 'script.scenes.0.image_url' }] });
    const missing = await call('post', '/api/videos').send({ project_id: randomUUID(), title: 'X' });
    expect(missing.status).toBe(404);
  });
});

describe('changing a video', () => {
  test('changes title and script, with the version held against If-Match', async () => {
    const video = await makeFilm(api);
    const path = `/api/videos/${video.id}`;
    const changed = await call('patch', path).set('if-match', '"1"').send({ title: 'Rolls', script });
    expect(changed.body).toMatchObject({ title: 'Rolls', script, version: 2 });
    expect((await call('patch', path).set('if-match', '"1"').send({ title: 'X' })).status).toBe(412);
    expect((await call('patch', path).send({ script: null })).body).toMatchObject({ script: null, title: 'Rolls' });
    const events = await call('get', `${path}/events`);
    expect(events.body.data[1]).toMatchObject({ type: 'video.changed', data: { fields: ['title', 'script'] } });
  });

  test.each([
    ['pending', 200],
    ['generating', 409],
    ['draft', 200],
    ['review', 200],
    ['rejected', 200],
    ['approved', 409],
    ['delivered', 409],
    ['failed', 200],
    ['archived', 409],
  ] as const)('lets the script of one that is %s be changed: %i, and the title always', async (status, expected) => {
    const video = await makeFilm(api, { status });
    const answer = await call('patch', `/api/videos/${video.id}`).send({ script });
    expect(answer.status).toBe(expected);
    expect((await call('patch', `/api/videos/${video.id}`).send({ title: 'Rolls' })).status).toBe(200);
  });
});

describe('listing videos', () => {
  test('finds by client, project and status, newest first', async () => {
    const client = await makeClient(api);
    const draft = await makeFilm(api, { client });
    const review = await makeFilm(api, { client, status: 'review', reviewRevision: 1 });
    const list = (query: object) => call('get', '/api/videos').query({ client_id: client.id, ...query });
    expect(idsOf(await list({}))).toEqual([review.id, draft.id]);
    expect(idsOf(await list({ status: 'review' }))).toEqual([review.id]);
    expect(idsOf(await list({ project_id: draft.projectId }))).toEqual([draft.id]);
    expect((await list({ status: 'lost' })).status).toBe(422);
  });

  test('gives each once however many are made while it is read', async () => {
    const client = await makeClient(api);
    const old: string[] = [];
    for (let index = 0; index < 5; index += 1) old.push((await makeFilm(api, { client })).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: object = { client_id: client.id, limit: 2, ...(cursor ? { cursor } : {}) };
      const page = await call('get', '/api/videos').query(query);
      seen.push(...idsOf(page));
      cursor = page.body.next_cursor as string | null;
      await makeFilm(api, { client });
    } while (cursor);
    expect(seen).toEqual(old.toReversed());
  });
});

describe('what a client sees of a video', () => {
  test('is nothing before it was sent for review, and nothing of others', async () => {
    const client = await makeClient(api);
    const own = await signInAs(api, client);
    const other = await signInAs(api, await makeClient(api));
    const draft = await makeFilm(api, { client });
    const sent = await makeFilm(api, { client, status: 'review', reviewRevision: 1 });
    const read = (who: Credential, id: string) => request(api.app).get(`/api/videos/${id}`).set(who);
    expect((await read(own, draft.id)).status).toBe(404);
    expect((await read(own, sent.id)).status).toBe(200);
    expect((await read(other, sent.id)).body).toMatchObject({ code: 'not_found' });
    const list = await request(api.app).get('/api/videos').set(own);
    expect(idsOf(list)).toEqual([sent.id]);
    for (const id of [draft.id, randomUUID()]) {
      for (const path of ['approve', 'reject']) {
        const answer = await request(api.app).post(`/api/videos/${id}/${path}`).set(own).send({ note: 'x' });
        expect(answer.status).toBe(404);
      }
    }
  });

  test.each(['draft', 'generating', 'failed'] as const)(
    'is the revision that was sent, while the next one is %s in the studio',
    async (status) => {
      const client = await makeClient(api);
      const own = await signInAs(api, client);
      const video = await makeFilm(api, { client, status, revision: 2, reviewRevision: 1 });
      const path = `/api/videos/${video.id}`;
      const seen = await request(api.app).get(path).set(own);
      expect(seen.body).toMatchObject({
        status: 'generating',
        revision: 1,
        script: scriptOf(1),
        duration_seconds: 11,
        cost_cents: null,
        jobs: [],
        warnings: [],
      });
      const links = JSON.stringify([seen.body.formats, seen.body.poster_url, seen.body.captions]);
      expect(links.match(/films\/r1\./g)).toHaveLength(4);
      expect(JSON.stringify(seen.body)).not.toContain('r2');
      expect((await call('get', path)).body).toMatchObject({ status, revision: 2, script: scriptOf(2), cost_cents: 0 });
      const list = (asked: string) => request(api.app).get('/api/videos').query({ status: asked }).set(own);
      expect(idsOf(await list('generating'))).toEqual([video.id]);
      if (status !== 'generating') expect(idsOf(await list(status))).toEqual([]);
    },
  );

  test('is shown neither costs nor work, which a service sees', async () => {
    const video = await makeFilm(api, { status: 'review', reviewRevision: 1 });
    const { prisma } = api.deps.db;
    const usage = { provider: 'fal', model: 'm', operation: 'image.make', unit: 'image', costMicrocents: 2_500_000n };
    await prisma.apiUsage.create({ data: { ...usage, videoId: video.id, clientId: video.clientId } });
    await prisma.job.create({ data: { videoId: video.id, kind: 'pipeline', phase: 'pipeline', request: {} } });
    const service = await makeService(api, ['videos:read']);
    const seen = await request(api.app).get(`/api/videos/${video.id}`).set(service);
    expect(seen.body).toMatchObject({ cost_cents: 2.5, jobs: [{ kind: 'pipeline', status: 'processing' }] });
  });
});
