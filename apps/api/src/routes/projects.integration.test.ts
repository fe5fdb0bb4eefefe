import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { makeClient, makeFilm, signInAs } from '../test-support/make-film.ts';
import type { Credential } from '../test-support/make-film.ts';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.stop());

const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string) =>
  request(api.app)[method](path).set(api.staff);
const idsOf = (answer: { body: { data: { id: string }[] } }) => answer.body.data.map(({ id }) => id);

async function makeProject(clientId: string, name = 'Spring'): Promise<string> {
  const answer = await call('post', '/api/projects').send({ client_id: clientId, name });
  expect(answer.status).toBe(201);
  return answer.body.id as string;
}

describe('projects', () => {
  test('are made for a client, read with their videos, and changed', async () => {
    const video = await makeFilm(api);
    const made = await call('post', '/api/projects').send({ client_id: video.clientId, name: 'Autumn' });
    expect(made.status).toBe(201);
    expect(made.headers['location']).toBe(`/api/projects/${made.body.id}`);
    expect(made.body).toMatchObject({ client_id: video.clientId, name: 'Autumn', status: 'active', version: 1 });
    const read = await call('get', `/api/projects/${video.projectId}`);
    expect(read.body.videos).toEqual([expect.objectContaining({ id: video.id, status: 'draft' })]);
    const changed = await call('patch', `/api/projects/${made.body.id}`).send({ status: 'paused' });
    expect(changed.body).toMatchObject({ name: 'Autumn', status: 'paused', version: 2 });
    const stale = await call('patch', `/api/projects/${made.body.id}`).set('if-match', '"1"').send({ name: 'X' });
    expect(stale.status).toBe(412);
  });

  test('of a client that is not there are refused', async () => {
    const answer = await call('post', '/api/projects').send({ client_id: randomUUID(), name: 'X' });
    expect(answer.status).toBe(404);
    expect(answer.body.detail).toMatch(/no client/);
    expect((await call('post', '/api/projects').send({ client_id: 'x', name: 'X' })).status).toBe(422);
  });

  test('are listed by client and status', async () => {
    const client = await makeClient(api);
    const [active, paused] = [await makeProject(client.id), await makeProject(client.id)];
    await call('patch', `/api/projects/${paused}`).send({ status: 'paused' });
    const list = (query: object) => call('get', '/api/projects').query({ client_id: client.id, ...query });
    expect(idsOf(await list({}))).toEqual([paused, active]);
    expect(idsOf(await list({ status: 'paused' }))).toEqual([paused]);
    expect((await list({ status: 'lost' })).status).toBe(422);
  });

  test('that are deleted are gone with their videos, until they are restored', async () => {
    const video = await makeFilm(api);
    const path = `/api/projects/${video.projectId}`;
    const listed = async () => ({
      projects: idsOf(await call('get', '/api/projects').query({ client_id: video.clientId })),
      videos: idsOf(await call('get', '/api/videos').query({ client_id: video.clientId })),
    });
    const gone = await call('delete', path);
    expect(gone.status).toBe(204);
    expect(gone.text).toBe('');
    expect(await listed()).toEqual({ projects: [], videos: [] });
    const refused = [call('get', path), call('delete', path), call('patch', path).send({ name: 'X' })];
    for (const answer of await Promise.all(refused)) expect(answer.status).toBe(404);
    expect((await call('get', `/api/videos/${video.id}`)).status).toBe(404);
    expect((await call('post', `/api/videos/${video.id}/submit`).send({})).status).toBe(404);
    const into = await call('post', '/api/videos').send({ project_id: video.projectId, title: 'New' });
    expect(into.status).toBe(404);
    const back = await call('post', `${path}/restore`);
    expect(back.status).toBe(200);
    expect(back.body).toMatchObject({ id: video.projectId, version: 3 });
    expect((await call('post', `${path}/restore`)).body.version).toBe(3);
    expect(await listed()).toEqual({ projects: [video.projectId], videos: [video.id] });
    expect((await call('post', `/api/projects/${randomUUID()}/restore`)).status).toBe(404);
  });

  test('are not deleted under a film that is being made', async () => {
    const video = await makeFilm(api, { status: 'generating' });
    const answer = await call('delete', `/api/projects/${video.projectId}`);
    expect(answer.status).toBe(409);
    expect(answer.body.code).toBe('conflict');
  });

  test('are seen by their client alone, with the videos that were sent for review', async () => {
    const client = await makeClient(api);
    const hidden = await makeFilm(api, { client });
    const sent = await makeFilm(api, { client, status: 'review', reviewRevision: 1 });
    const own = await signInAs(api, client);
    const other = await signInAs(api, await makeClient(api));
    const as = (who: Credential, id: string) => request(api.app).get(`/api/projects/${id}`).set(who);
    expect((await as(own, hidden.projectId)).body.videos).toEqual([]);
    expect((await as(own, sent.projectId)).body.videos).toEqual([expect.objectContaining({ id: sent.id })]);
    expect((await as(other, sent.projectId)).status).toBe(404);
    await call('delete', `/api/projects/${sent.projectId}`);
    expect((await as(own, sent.projectId)).status).toBe(404);
    const list = await request(api.app).get('/api/projects').set(own);
    expect(idsOf(list)).toEqual([hidden.projectId]);
  });
});
