import { randomUUID } from 'node:crypto';
import { addDeadLetter } from '@bom/db';
import type { Job } from '@bom/db';
import request from 'supertest';
import { makeClient, makeFilm, makeService, signInAs } from '../test-support/make-film.ts';
import { startApi, studioApiKey } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

const hostile = `"><script>alert('x')</script><img src=x onerror=alert(1)>`;
let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.stop());

const open = (path = '/') => request(api.app).get(`/admin${path}`).auth('anna', studioApiKey);
const audited = (target: string) =>
  api.deps.db.prisma.auditEvent.findMany({ where: { target }, orderBy: { createdAt: 'asc' } });

/** The fields of the form that leads to `action`, as the page holds them. */
async function fieldsOf(action: string, page = '/'): Promise<Record<string, string>> {
  const { text } = await open(page);
  const form = text.split('<form').find((part) => part.includes(`action="/admin${action}"`)) ?? '';
  return Object.fromEntries(
    [...form.split('</form>')[0]!.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
}

const send = (action: string, fields: Record<string, string>, headers: Record<string, string> = own) =>
  request(api.app).post(`/admin${action}`).auth('anna', studioApiKey).set(headers).type('form').send(fields);
const own = { 'sec-fetch-site': 'same-origin' };

async function failedJob(detail = 'It broke.'): Promise<{ job: Job; letterId: string }> {
  const { prisma } = api.deps.db;
  const video = await makeFilm(api, { status: 'failed' });
  const work = { kind: 'pipeline', phase: 'pipeline', status: 'failed', request: {} } as const;
  const error = { code: 'gone_wrong', detail };
  const job = await prisma.job.create({ data: { videoId: video.id, ...work, error, finishedAt: new Date() } });
  const letter = { id: job.id, queue: 'pipeline', step: 'voice', errorClass: 'PermanentError' } as const;
  await prisma.$transaction((tx) => addDeadLetter(tx, { ...letter, code: 'gone_wrong', detail, input: job.id }));
  return { job, letterId: (await prisma.deadLetter.findFirstOrThrow({ where: { jobId: job.id } })).id };
}

describe('/admin', () => {
  test('is for staff alone', async () => {
    const client = await signInAs(api, await makeClient(api));
    const service = await makeService(api, ['assembly:write']);
    for (const path of ['/admin', '/admin/style.css', `/admin/jobs/${randomUUID()}`]) {
      const asked = await request(api.app).get(path);
      expect(asked.status).toBe(401);
      expect(asked.headers['www-authenticate']).toMatch(/^Basic realm=/);
      for (const nobody of [client, service]) expect((await request(api.app).get(path).set(nobody)).status).toBe(403);
    }
    expect((await open()).status).toBe(200);
  });

  test('shows jobs, failures, drafts, queues and spend, and lets nothing run', async () => {
    const { prisma } = api.deps.db;
    const { job } = await failedJob('The voice was refused.');
    const draft = await makeFilm(api, { client: await makeClient(api, { name: 'South Bakery', budgetCents: 500 }) });
    const call = { provider: 'fal', model: 'flux', operation: 'image', unit: 'image' };
    await prisma.apiUsage.create({ data: { ...call, clientId: draft.clientId, costMicrocents: 123_000_000n } });
    const page = await open();
    expect(page.text).toContain(`/admin/jobs/${job.id}`);
    expect(page.text).toContain('The voice was refused.');
    expect(page.text).toContain('South Bakery');
    expect(page.text).toContain('$1.23');
    expect(page.text).toContain('$3.77');
    for (const name of Object.keys(api.deps.queues.all)) expect(page.text).toContain(`/queues/queue/${name}"`);
    expect(page.text).not.toMatch(/<script|style=|http-equiv/);
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'self';/);
    expect(page.headers['content-security-policy']).not.toMatch(/unsafe|script-src/);
    expect(page.headers['cache-control']).toBe('no-store');
    expect((await open('/?live=1')).text).toContain('http-equiv="refresh"');
  });

  test('shows hostile names as text, and no words of an address', async () => {
    const draft = await makeFilm(api, { client: await makeClient(api, { name: hostile }) });
    await api.deps.db.prisma.video.update({ where: { id: draft.id }, data: { title: hostile, language: '">' } });
    const { prisma } = api.deps.db;
    const work = { kind: 'pipeline', phase: 'pipeline', status: 'failed', request: {}, stage: hostile } as const;
    const job = await prisma.job.create({
      data: { videoId: draft.id, ...work, error: { code: hostile, detail: hostile }, requestId: hostile },
    });
    const said = encodeURIComponent(hostile);
    for (const path of [`/?done=${said}&refused=${said}`, `/videos/${draft.id}`, `/jobs/${job.id}`]) {
      const { status, text } = await open(path);
      expect(status).toBe(200);
      expect(text).toContain('&#60;script&#62;');
      expect(text).not.toMatch(/<script|<img src=x|alert\('x'\)/);
    }
  });

  test('shows no secret that an error carries', async () => {
    const { job } = await failedJob('Refused: Bearer CANARY-abcdef, https://u:CANARYpass@host/x?token=CANARYtoken');
    for (const path of ['/', `/jobs/${job.id}`]) expect((await open(path)).text).not.toContain('CANARY');
  });

  test('says so where Redis does not answer', async () => {
    const { queues } = api.deps;
    const measure = queues.measure;
    queues.measure = () => Promise.reject(new Error('away'));
    const { status, text } = await open();
    queues.measure = measure;
    expect(status).toBe(200);
    expect(text).toContain('Redis does not answer');
  });

  test('answers 404 for what is not there', async () => {
    const { id } = await makeFilm(api);
    for (const path of [`/jobs/${randomUUID()}`, '/jobs/x', '/videos/x', `/videos/${id}/film/wide`, '/nothing']) {
      expect((await open(path)).status).toBe(404);
    }
  });
});

describe('a form of /admin', () => {
  test('tries a failed film again, once, and writes down who did it', async () => {
    const { job, letterId } = await failedJob();
    const action = `/dead-letters/${letterId}/retry`;
    const fields = await fieldsOf(action);
    const done = await send(action, fields);
    expect([done.status, done.headers['location']]).toEqual([303, '/admin/?done=dead_letter.retry']);
    expect((await open('/?done=dead_letter.retry')).text).toContain('It is being tried again.');
    const opened = await api.deps.db.prisma.job.findUniqueOrThrow({ where: { id: job.id } });
    expect(opened.status).toBe('queued');
    expect((await send(action, fields)).headers['location']).toBe('/admin/?refused=conflict');
    const who = { actor: 'key:studio', userName: 'anna', action: 'dead_letter.retry' };
    expect(await audited(letterId)).toMatchObject([
      { ...who, result: 'done', ip: expect.stringContaining('127.0.0.1') },
      { ...who, result: 'conflict' },
    ]);
    expect((await open()).text).toContain('anna');
  });

  test('submits the draft that was seen, and not another', async () => {
    const draft = await makeFilm(api);
    const action = `/videos/${draft.id}/submit`;
    const fields = await fieldsOf(action, `/videos/${draft.id}`);
    const { prisma } = api.deps.db;
    await prisma.video.update({ where: { id: draft.id }, data: { version: { increment: 1 } } });
    expect((await send(action, fields)).headers['location']).toBe('/admin/?refused=version_mismatch');
    const seen = await fieldsOf(action, `/videos/${draft.id}`);
    expect((await send(action, seen)).headers['location']).toBe('/admin/?done=video.submit');
    expect(await prisma.video.findUnique({ where: { id: draft.id } })).toMatchObject({
      status: 'review',
      reviewRevision: 1,
    });
    const asked = { videoId: draft.id, type: 'video.review_requested', actor: 'key:studio' };
    expect(await prisma.videoEvent.count({ where: asked })).toBe(1);
    expect((await audited(draft.id)).map(({ result }) => result)).toEqual(['version_mismatch', 'done']);
  });

  test('pauses, resumes and drains a queue, but never the parts of films', async () => {
    const queue = api.deps.queues.all.notify;
    await queue.add('notify.email', {});
    await send('/queue-actions/notify/pause', await fieldsOf('/queue-actions/notify/pause'));
    expect(await queue.isPaused()).toBe(true);
    await send('/queue-actions/notify/drain', await fieldsOf('/queue-actions/notify/drain'));
    expect(await queue.count()).toBe(0);
    await send('/queue-actions/notify/resume', await fieldsOf('/queue-actions/notify/resume'));
    expect(await queue.isPaused()).toBe(false);
    const acts = (await audited('notify')).map(({ action, result }) => `${action} ${result}`);
    expect(acts).toEqual(['queue.pause done', 'queue.drain done', 'queue.resume done']);
    expect((await open()).text).not.toContain('/queue-actions/render/drain');
  });

  test('is refused from another page, without its token, with that of another form, and late', async () => {
    const { letterId } = await failedJob();
    const action = `/dead-letters/${letterId}/retry`;
    const fields = await fieldsOf(action);
    const late = { token: `${Date.now() - 1}.${fields['token']?.split('.')[1]}` };
    const refused = [
      send(action, fields, { 'sec-fetch-site': 'cross-site' }),
      send(action, fields, { origin: 'https://evil.example' }),
      send(action, fields, { origin: 'null' }),
      send(action, fields, {}),
      send(action, {}),
      send(action, late),
      send(action, await fieldsOf('/queue-actions/notify/pause')),
    ];
    for (const answer of refused) expect((await answer).status).toBe(403);
    expect(await audited(letterId)).toEqual([]);
    expect((await send(action, fields, { origin: 'http://studio.example', host: 'studio.example' })).status).toBe(303);
  });
});

test('a draft is played from the page itself, in ranges, with its captions', async () => {
  const { storage } = api.deps;
  const draft = await makeFilm(api);
  const files = { 'films/r1.mp4': 'video/mp4', 'films/r1.jpg': 'image/jpeg', 'films/r1.vtt': 'text/vtt' };
  for (const [key, contentType] of Object.entries(files)) {
    await storage.put({ key, body: Buffer.from('0123456789'), contentType });
  }
  const href = `/videos/${draft.id}`;
  const page = await open(href);
  expect(page.text).toContain(`src="/admin${href}/film/vertical?revision=1"`);
  expect(page.text).toContain(`src="/admin${href}/captions.vtt?revision=1"`);
  const part = await open(`${href}/film/vertical`).set('range', 'bytes=2-4');
  expect([part.status, part.headers['content-range'], String(part.body)]).toEqual([206, 'bytes 2-4/10', '234']);
  expect((await open(`${href}/captions.vtt`)).headers['content-type']).toMatch(/^text\/vtt/);
  expect((await open(`${href}/poster`)).headers['content-type']).toBe('image/jpeg');
  expect((await request(api.app).get(`/admin${href}/film/vertical`)).status).toBe(401);
});
