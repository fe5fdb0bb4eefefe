import { createHash, randomUUID } from 'node:crypto';
import request from 'supertest';
import { makePng, makeTone } from '@bom/testing';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.stop());

const get = (path: string) => request(api.app).get(path).set(api.staff);

async function makeVideo(): Promise<string> {
  const email = `${randomUUID()}@client.example`;
  const { prisma } = api.deps.db;
  const client = await prisma.client.create({ data: { name: 'Bakery', email, emailKey: email } });
  const project = await prisma.project.create({ data: { clientId: client.id, name: 'Spring' } });
  const video = await prisma.video.create({ data: { clientId: client.id, projectId: project.id, title: 'Bread' } });
  return video.id;
}

const script = { hook: 'Fresh bread', scenes: [{ narration: 'We bake at four.', visual: 'oven' }], cta: 'Come by' };

async function generate(overrides: object = {}) {
  const body = {
    video_id: await makeVideo(),
    script,
    images: ['https://images.example/1.png'],
    audio_url: 'https://audio.example/voice.mp3',
    format: 'vertical',
    ...overrides,
  };
  return request(api.app).post('/api/assembly/generate').set(api.staff).send(body);
}

describe('assembly', () => {
  test('accepts a request, and its status can be polled with an ETag', async () => {
    const accepted = await generate({ metadata: { order: 7 } });
    expect(accepted.status).toBe(202);
    expect(accepted.body).toEqual({
      job_id: expect.any(String),
      status: 'processing',
      status_url: `/api/assembly/status/${accepted.body.job_id}`,
    });
    const status = await get(accepted.body.status_url as string);
    expect(status.body).toMatchObject({ status: 'processing', stage: 'queued', progress: 0, metadata: { order: 7 } });
    expect(status.headers['retry-after']).toBe('2');
    const again = await get(accepted.body.status_url as string).set('if-none-match', status.headers['etag'] as string);
    expect(again.status).toBe(304);
  });

  test('refuses a second film of a video that is being made, naming both states', async () => {
    const videoId = await makeVideo();
    expect((await generate({ video_id: videoId })).status).toBe(202);
    const second = await generate({ video_id: videoId });
    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({ code: 'illegal_transition' });
    expect(second.body.detail).toMatch(/generating/);
  });

  test('names each field that is wrong', async () => {
    const answer = await generate({ format: 'round', images: ['ftp://x', 'b', 'c'], audio_url: 7, color: 'red' });
    expect(answer.status).toBe(422);
    expect(answer.type).toBe('application/problem+json');
    const paths = (answer.body.errors as { path: string }[]).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['format', 'images.0', 'audio_url']));
    const unknown = await generate({ color: 'red' });
    expect(unknown.status).toBe(422);
  });

  test('an unknown job is not found, and never failed', async () => {
    for (const id of [randomUUID(), 'nonsense', '1']) {
      const answer = await get(`/api/assembly/status/${id}`);
      expect(answer.status).toBe(404);
      expect(answer.body).toMatchObject({ code: 'not_found', request_id: answer.headers['x-request-id'] });
    }
  });
});

describe('who may call', () => {
  test('no key, a wrong key and a revoked key are refused alike; a key without the scope is forbidden', async () => {
    const secret = 'abcdefghijklmnopqrstuvwxyz';
    const secretHash = createHash('sha256').update(secret).digest('hex');
    const { prisma } = api.deps.db;
    await prisma.apiKey.create({ data: { id: 'k1', name: 'engine', secretHash, scopes: ['videos:read'] } });
    await prisma.apiKey.create({
      data: { id: 'k2', name: 'old', secretHash, scopes: ['staff'], revokedAt: new Date() },
    });
    const call = (path: string, key?: string) =>
      key ? request(api.app).get(path).set('authorization', `Bearer ${key}`) : request(api.app).get(path);
    const refused = [undefined, 'bom_k1_wrongwrongwrongwrongwrong', `bom_k2_${secret}`, 'nonsense'];
    for (const key of refused) expect((await call('/api/videos', key)).status).toBe(401);
    expect((await call('/api/videos', `bom_k1_${secret}`)).status).toBe(200);
    expect((await call('/api/clients', `bom_k1_${secret}`)).status).toBe(403);
    expect((await call('/admin/queues', `bom_k1_${secret}`)).status).toBe(403);
  });

  test('Bull Board opens for staff, by bearer key or by the browser login, and for nobody else', async () => {
    expect((await request(api.app).get('/admin/queues')).status).toBe(401);
    const board = await get('/admin/queues');
    expect(board.status).toBe(200);
    expect(board.text).toContain('Bom Studio');
    const password = api.staff.authorization.replace('Bearer ', '');
    expect((await request(api.app).get('/admin/queues').auth('staff', password)).status).toBe(200);
  });
});

describe('lists', () => {
  test('give every video once, page by page, newest first', async () => {
    const made = [await makeVideo(), await makeVideo(), await makeVideo()];
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await get(`/api/videos?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...(page.body.data as { id: string }[]).map(({ id }) => id));
      cursor = page.body.next_cursor as string | null;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.slice(0, 3)).toEqual(made.toReversed());
    expect((await get('/api/videos?cursor=bogus')).status).toBe(422);
  });
});

describe('assets', () => {
  test('a picture sent as a form or raw is one asset, with its facts', async () => {
    const png = await makePng({ width: 64, height: 48 });
    const form = await request(api.app).post('/api/assets').set(api.staff).attach('file', png, '../../etc/x.png');
    expect(form.status).toBe(201);
    expect(form.body).toMatchObject({
      kind: 'image',
      mime_type: 'image/png',
      width: 64,
      height: 48,
      bytes: png.length,
    });
    expect(form.body.url).toBe(`asset:${form.body.id}`);
    const raw = await request(api.app).post('/api/assets').set(api.staff).type('image/png').send(png);
    expect(raw.body.id).toBe(form.body.id);
  });

  test('sound is measured by decoding it', async () => {
    const answer = await request(api.app)
      .post('/api/assets')
      .set(api.staff)
      .attach('file', makeTone({ seconds: 1.5 }), 'voice.wav');
    expect(answer.body).toMatchObject({ kind: 'audio', duration_seconds: 1.5 });
  });

  test('what is no picture, sound or film is refused in plain words', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>');
    const playlist = Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n');
    for (const bytes of [svg, playlist, Buffer.from('hello'), Buffer.alloc(0)]) {
      const answer = await request(api.app).post('/api/assets').set(api.staff).attach('file', bytes, 'picture.png');
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.body.detail.length).toBeGreaterThan(15);
    }
  });
});

describe('signed files', () => {
  const pathOf = async (key: string) => {
    const url = await api.deps.storage.signUrl({ key, expiresInSeconds: 60, contentType: 'video/mp4' });
    return url.replace('http://files.example', '');
  };

  test('are served whole and by range, and not at all with a changed link', async () => {
    await api.deps.storage.put({ key: 'films/a/b.mp4', body: Buffer.from('0123456789'), contentType: 'video/mp4' });
    const path = await pathOf('films/a/b.mp4');
    const whole = await request(api.app).get(path).buffer(true);
    expect(whole.status).toBe(200);
    expect(whole.headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '10',
      'accept-ranges': 'bytes',
    });
    const part = await request(api.app).get(path).set('range', 'bytes=2-5').buffer(true);
    expect(part.status).toBe(206);
    expect(part.headers['content-range']).toBe('bytes 2-5/10');
    expect((await request(api.app).get(path).set('range', 'bytes=20-')).status).toBe(416);
    expect((await request(api.app).get(path.replace('b.mp4', 'c.mp4'))).status).toBe(403);
    expect((await request(api.app).get(path.replace(/expires=\d+/, 'expires=9999999999'))).status).toBe(403);
  });
});

describe('health', () => {
  test('says what is ready, and which part is not', async () => {
    expect((await request(api.app).get('/health')).body).toEqual({ status: 'ok' });
    const ready = await request(api.app).get('/health/ready');
    expect(ready.body).toEqual({
      status: 'ready',
      checks: { database: 'ok', redis: 'ok', storage: 'ok', ffmpeg: 'ok' },
    });
  });
});
