import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDb, whilePartsStay } from '@bom/db';
import type { Db, Prisma } from '@bom/db';
import { createDiskStorage } from '@bom/storage';
import type { Storage } from '@bom/storage';
import { createDatabase, waitFor } from '@bom/testing';
import { sweepObjects } from './sweep-objects.ts';

const dayMs = 24 * 3_600_000;

let db: Db;
let root: string;
let storage: Storage;

beforeAll(async () => {
  db = createDb({ databaseUrl: await createDatabase(), onConnectionError: () => {} });
});
afterAll(() => db.close());

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bom-sweep-'));
  storage = createDiskStorage({ root, publicUrl: 'http://127.0.0.1', signingSecret: 'of the tests' });
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function store(key: string, ageDays = 8): Promise<string> {
  await storage.put({ key, body: Buffer.from(key), contentType: 'application/octet-stream' });
  const time = new Date(Date.now() - ageDays * dayMs);
  await utimes(join(root, 'objects', key), time, time);
  return key;
}

async function keysLeft(): Promise<string[]> {
  const keys: string[] = [];
  for (const folder of ['films/', 'media/', 'timelines/', 'segments/', 'audio/', 'other/']) {
    for await (const { key } of storage.list(folder)) keys.push(key);
  }
  return keys.toSorted();
}

const sweep = (signal = new AbortController().signal) =>
  sweepObjects({ db, storage }, { retentionMs: 7 * dayMs, signal });

async function makeVideo(): Promise<string> {
  const email = `${randomUUID()}@client.example`;
  const client = await db.prisma.client.create({ data: { name: 'Bakery', email, emailKey: email } });
  const project = await db.prisma.project.create({ data: { clientId: client.id, name: 'Bread' } });
  const video = { clientId: client.id, projectId: project.id, title: 'Bread' };
  return (await db.prisma.video.create({ data: video })).id;
}

const sha256 = () => `${randomUUID()}${randomUUID()}`.replaceAll('-', '');

interface Named {
  videoId: string;
  media(): { key: string; sha256: string };
  film(extension?: string): string;
}

/** Each way in which a row names an object; whatever is asked for is stored, long ago. */
const ways: Record<string, (to: Named) => Promise<unknown>> = {
  'a video': ({ videoId, film }) =>
    db.prisma.video.update({
      where: { id: videoId },
      data: { formats: { square: { key: film() } }, posterKey: film('jpg'), captions: { srt: film('srt') } },
    }),
  'an old revision': ({ videoId, film, media }) =>
    db.prisma.revision.create({
      data: {
        videoId,
        number: 1,
        formats: { vertical: { key: film() }, square: { key: film() } },
        posterKey: film('jpg'),
        captions: { vtt: film('vtt') },
        recipe: {
          pictures: [media(), null, media()],
          voice: { kind: 'takes', takes: [{ source: media(), duration_ms: 9, words: [] }] },
          music: media(),
        },
        draft: { pictures: [media()], recording: { kind: 'recording', source: media() } },
      },
    }),
  'a plan': ({ videoId, media }) =>
    db.prisma.revisionPlan.create({
      data: { videoId, base: 1, requestHash: 'x', request: {}, draft: { pictures: [media()] } },
    }),
  'a job': ({ videoId, film }) =>
    db.prisma.job.create({
      data: {
        videoId,
        kind: 'pipeline',
        phase: 'assembly',
        status: 'complete',
        request: {},
        outputs: { square: { key: film() } },
        posterKey: film('jpg'),
        captions: { srt: film('srt') },
      },
    }),
  'a step that made a picture': ({ videoId, media }) => remember(videoId, { source: media(), warnings: [] }),
  'a step that made a take': ({ videoId, media }) => remember(videoId, { take: { source: media(), words: [] } }),
  'a step that fetched a file': ({ videoId, media }) =>
    remember(videoId, { sha256: media().sha256, kind: 'audio', pauses: [{ fromMs: 1, toMs: 2 }] }),
  'a step that made a film': ({ videoId, film }) =>
    remember(videoId, { film: { key: film() }, posterKey: film('jpg'), captions: { srt: film('srt') } }),
  'a step that made a preview': ({ videoId, film }) => remember(videoId, { key: film(), sha256: 'a' }),
  'an asset': ({ media }) => {
    const facts = { kind: 'image', mimeType: 'image/png', bytes: 1n };
    return db.prisma.asset.create({ data: { ...facts, ...media() } });
  },
};

function remember(videoId: string, result: Prisma.InputJsonObject) {
  return db.prisma.jobStep.create({ data: { videoId, name: 'any', inputHash: sha256(), done: true, result } });
}

describe('the sweep of objects', () => {
  test.each(Object.keys(ways))('leaves what %s names, and takes it once that row is gone', async (way) => {
    const videoId = await makeVideo();
    const keys: string[] = [];
    const named: Named = {
      videoId,
      media: () => {
        const hash = sha256();
        keys.push(`media/${hash}`);
        return { key: `media/${hash}`, sha256: hash };
      },
      film: (extension = 'mp4') => {
        const key = `films/${videoId}/${sha256()}.${extension}`;
        keys.push(key);
        return key;
      },
    };
    await ways[way]?.(named);
    for (const key of keys) await store(key);
    await sweep();
    expect(await keysLeft()).toEqual(keys.toSorted());

    await db.prisma.video.delete({ where: { id: videoId } });
    await db.prisma.asset.deleteMany();
    await sweep();
    expect(await keysLeft()).toEqual([]);
  });

  test('takes old objects that nothing needs, and leaves young ones, planned timelines and folders that it does not know', async () => {
    const videoId = await makeVideo();
    const timeline = await store(`timelines/${sha256()}.json`);
    const job = { videoId, kind: 'pipeline', phase: 'assembly', request: {} } as const;
    await db.prisma.job.create({ data: { ...job, plan: { square: timeline } } });
    await db.prisma.job.create({ data: job });
    const kept = [timeline, await store('other/x'), await store('films/a.mp4'), await store('films/not-a-video/a.mp4')];
    const folders = [`films/${videoId}/`, 'media/', 'timelines/', 'segments/', 'audio/'];
    for (const folder of folders) {
      kept.push(await store(`${folder}young`, 6));
      await store(`${folder}old`);
    }
    expect(await sweep()).toEqual({ films: 1, media: 1, timelines: 1, segments: 1, audio: 1 });
    expect(await keysLeft()).toEqual(kept.toSorted());
  });

  test('works through more than a lot, and stops where it is told to', async () => {
    for (let index = 0; index < 250; index += 1) await store(`segments/${index}.mp4`);
    await expect(sweep(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    expect(await keysLeft()).toHaveLength(250);
    expect(await sweep()).toMatchObject({ segments: 250 });
  });

  test('waits for a job that looks which parts there are, and leaves those that it found', async () => {
    const key = await store('segments/a.mp4');
    let sweeping: Promise<unknown> | undefined;
    let isSwept = false;
    await whilePartsStay(db, async () => {
      // The job has found the part; the sweep, which has listed it as old, comes before the job is done with looking.
      expect(await storage.head(key)).not.toBeNull();
      sweeping = sweep().then(() => (isSwept = true));
      await isWaitedFor();
      expect(isSwept).toBe(false);
      await storage.renew(key);
    });
    await sweeping;
    expect(await keysLeft()).toEqual([key]);
  });

  test('never takes a part that one of many jobs found while it ran', async () => {
    const keys = await Promise.all(Array.from({ length: 120 }, (_, index) => store(`segments/${index}.mp4`)));
    const looks = keys.map(async (key) => ({
      key,
      found: await whilePartsStay(db, async () => (await storage.renew(key)) !== null),
    }));
    const [looked, swept] = await Promise.all([Promise.all(looks), sweep()]);
    const found = looked.filter((look) => look.found).map(({ key }) => key);
    expect(await keysLeft()).toEqual(found.toSorted());
    expect(swept['segments']).toBe(keys.length - found.length);
  });
});

/** Until the sweep waits for the lock. */
function isWaitedFor(): Promise<unknown> {
  return waitFor(async () => {
    const [row] = await db.prisma.$queryRaw<{ waiting: bigint }[]>`
      SELECT count(*) AS waiting FROM pg_locks JOIN pg_database d ON d.oid = database
      WHERE locktype = 'advisory' AND NOT granted AND d.datname = current_database()`;
    return Number(row?.waiting) > 0;
  });
}
