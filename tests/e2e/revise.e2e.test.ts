import { execFile } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makePng, makeTone, waitFor } from '@bom/testing';
import type { Script } from '@bom/domain';
import { expectClean } from '../stack/expect-clean.ts';
import { makeVideo, upload } from '../stack/make-request.ts';
import { startStack } from '../stack/start-stack.ts';
import type { Stack } from '../stack/start-stack.ts';

const run = promisify(execFile);
let stack: Stack;
let videoId: string;

const lines = ['Bread at four.', 'Coffee at six.', 'Cake at noon.', 'Tea at three.', 'Soup at five.', 'Pie at seven.'];
const script: Script = {
  language: 'en',
  hook: 'Hungry today?',
  scenes: lines.map((narration, index) => ({ narration, visual: `The ${narration.split(' ')[0]}, picture ${index}` })),
  cta: 'Come by.',
};

beforeAll(async () => {
  stack = await startStack({ ENCODER_PROFILE: 'preview' });
  videoId = await makeVideo(stack);
  const accepted = await post(`/api/videos/${videoId}/generate`, { script, formats: ['square'] });
  expect(await stack.ended(accepted['job_id'] as string)).toMatchObject({ status: 'complete' });
});

afterAll(async () => {
  await stack.stop();
});

type Answer = Record<string, unknown>;

async function post(path: string, body: object, status = 202): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const answer = await stack.call(path, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as Answer;
}

interface Made {
  llm: number;
  image: number;
  voice: number;
  rendered: number;
  mixed: number;
  joined: number;
}

/** What there is so far, by the ledger and by the objects in storage. */
async function countAll(): Promise<Made> {
  const usage = await stack.db.prisma.apiUsage.groupBy({ by: ['operation'], _count: true });
  const calls = (...names: string[]) =>
    usage.filter(({ operation }) => names.includes(operation)).reduce((sum, { _count }) => sum + _count, 0);
  const objects = async (folder: string, ending: string) =>
    (await readdir(join(stack.dataDir, 'storage/objects', folder), { recursive: true })).filter((name) =>
      name.endsWith(ending),
    ).length;
  return {
    llm: calls('script.write', 'script.revise', 'shots.describe'),
    image: calls('image.make'),
    voice: calls('voice.speak'),
    rendered: await objects('segments', '.mp4'),
    mixed: await objects('audio', '.m4a'),
    joined: await objects('films', '.mp4'),
  };
}

/** Revises, waits, and says what was made; the plan must have said the same. */
async function revise(request: object): Promise<Made> {
  const before = await countAll();
  const shown = await post(`/api/videos/${videoId}/revise?dry_run=true`, { note: 'As agreed.', ...request }, 200);
  const accepted = await post(`/api/videos/${videoId}/revise`, { note: 'As agreed.', ...request });
  expect(accepted['plan']).toEqual(shown['plan']);
  expect(await stack.ended(accepted['job_id'] as string)).toMatchObject({ status: 'complete', error: null });
  const after = await countAll();
  const made = Object.fromEntries(
    Object.entries(after).map(([name, count]) => [name, count - before[name as keyof Made]]),
  ) as unknown as Made;
  expect(planned(accepted['plan'] as Plan)).toEqual({ ...made, llm: expect.any(Number) as number });
  await expectClean(stack);
  return made;
}

interface Plan {
  calls: { llm: number; image: number; voice: number };
  audio_mix: string;
  formats: Record<string, { segments_rendered: number; film: string }>;
}

function planned({ calls, audio_mix: mix, formats }: Plan): Made {
  const films = Object.values(formats);
  return {
    ...calls,
    rendered: films.reduce((sum, film) => sum + film.segments_rendered, 0),
    mixed: mix === 'mixed' ? 1 : 0,
    joined: films.filter(({ film }) => film === 'joined').length,
  };
}

async function currentScript(): Promise<Script> {
  const video = (await (await stack.call(`/api/videos/${videoId}`)).json()) as { script: Script };
  return video.script;
}

const nothing: Made = { llm: 0, image: 0, voice: 0, rendered: 0, mixed: 0, joined: 0 };

describe('a revision of a film of six scenes makes again', () => {
  test('nothing, where nothing changed', async () => {
    expect(await revise({ script: await currentScript() })).toEqual(nothing);
  });

  test('one take and at most two segments, where one scene says something else', async () => {
    const { llm: _llm, rendered, ...made } = await revise({ note: 'Replace "noon" with "one o’clock"' });
    expect(made).toEqual({ image: 0, voice: 1, mixed: 1, joined: 1 });
    expect(rendered).toBeGreaterThanOrEqual(1);
    expect(rendered).toBeLessThanOrEqual(2);
  });

  test('no take and at most two segments, where one scene is given another picture', async () => {
    const picture = await upload(stack, await makePng({ width: 1024, height: 1024, color: '#335577', noise: true }));
    const { rendered, ...made } = await revise({ images: { 1: picture } });
    expect(made).toEqual({ llm: 0, image: 0, voice: 0, mixed: 0, joined: 1 });
    expect(rendered).toBeLessThanOrEqual(2);
  });

  test('one picture, where another one is described', async () => {
    const current = await currentScript();
    const scenes = current.scenes.map((scene, at) =>
      at === 4 ? { ...scene, visual: 'A bowl seen from above' } : scene,
    );
    const { rendered, ...made } = await revise({ script: { ...current, scenes } });
    expect(made).toEqual({ llm: 1, image: 1, voice: 0, mixed: 0, joined: 1 });
    expect(rendered).toBeLessThanOrEqual(2);
  });

  test('the joins about it, where a scene moves', async () => {
    const { llm: _llm, rendered, ...made } = await revise({ note: 'Move scene 5 before scene 2' });
    expect(made).toEqual({ image: 0, voice: 0, mixed: 1, joined: 1 });
    // Three joins, and two scenes that now stand beside one that moves alike.
    expect(rendered).toBeLessThanOrEqual(5);
  });

  test('the join over it, where a scene is dropped', async () => {
    const { llm: _llm, rendered, ...made } = await revise({ note: 'Remove scene 3' });
    expect(made).toEqual({ image: 0, voice: 0, mixed: 1, joined: 1 });
    expect(rendered).toBeLessThanOrEqual(2);
  });

  test('one picture, one take and its neighbour’s join, where a scene is added', async () => {
    const current = await currentScript();
    const added = { narration: 'Nuts at nine.', visual: 'A bowl of nuts' };
    const { rendered, ...made } = await revise({
      script: { ...current, scenes: current.scenes.toSpliced(2, 0, added) },
    });
    expect(made).toEqual({ llm: 1, image: 1, voice: 1, mixed: 1, joined: 1 });
    expect(rendered).toBeLessThanOrEqual(3);
  });

  test('the mix alone, where the music is another', async () => {
    const music = await upload(stack, makeTone({ seconds: 3, amplitude: 0.2 }));
    expect(await revise({ music_url: music })).toEqual({ ...nothing, mixed: 1, joined: 1 });
  });

  test('every take and every segment, where the voice is another', async () => {
    const { rendered, ...made } = await revise({ voice: { speed: 1.2 } });
    expect(made).toEqual({ llm: 0, image: 0, voice: 8, mixed: 1, joined: 1 });
    expect(rendered).toBe(8);
  });

  test('every segment but no picture, where the brand has another colour', async () => {
    const { clientId } = await stack.db.prisma.video.findUniqueOrThrow({ where: { id: videoId } });
    await stack.db.prisma.client.update({
      where: { id: clientId },
      data: { brandKit: { colors: { primary: '#7C2D12', accent: '#22C55E' } } },
    });
    const { rendered, ...made } = await revise({ script: await currentScript() });
    expect(made).toEqual({ llm: 0, image: 0, voice: 0, mixed: 0, joined: 1 });
    expect(rendered).toBeGreaterThanOrEqual(7);
  });

  test('the pictures of captions, where their style is another', async () => {
    const { rendered, ...made } = await revise({ captions: { style: 'line' } });
    expect(made).toEqual({ llm: 0, image: 0, voice: 0, mixed: 0, joined: 1 });
    expect(rendered).toBeGreaterThanOrEqual(7);
  });

  test('the other format alone, where one is added', async () => {
    const made = await revise({ formats: ['square', 'vertical'] });
    expect(made).toEqual({ ...nothing, rendered: 8, joined: 1 });
  });

  test('nothing, where an old revision is restored, and its link opens the very same bytes', async () => {
    const before = await countAll();
    const list = (await (await stack.call(`/api/videos/${videoId}/revisions?limit=100`)).json()) as Revisions;
    const first = list.data.at(-1);
    const restored = await post(`/api/videos/${videoId}/revisions/1/restore`, {}, 200);
    expect(restored).toMatchObject({ number: list.data.length + 1, restored_from: 1, current: true });
    expect((restored as unknown as Revision).formats).toMatchObject({
      square: { sha256: first?.formats['square']?.sha256 },
    });
    expect(await countAll()).toEqual(before);
    const video = (await (await stack.call(`/api/videos/${videoId}`)).json()) as { status: string; revision: number };
    expect(video).toMatchObject({ status: 'draft', revision: list.data.length + 1 });
  });

  test('no pixel of a scene that was left alone', async () => {
    const list = (await (await stack.call(`/api/videos/${videoId}/revisions?limit=100`)).json()) as Revisions;
    const [first, , third] = list.data.toReversed();
    const untouched = await frameHashes(first?.formats['square']?.url ?? '', 60);
    expect(untouched).toHaveLength(60);
    // The third revision says something else in scene 3.
    expect(await frameHashes(third?.formats['square']?.url ?? '', 60)).toEqual(untouched);
  });

  test('nothing that a note can not say: it names what it did not understand', async () => {
    const note = 'Make it pop, you know?';
    const refused = await post(`/api/videos/${videoId}/revise`, { note }, 422);
    expect(refused).toMatchObject({ code: 'needs_llm' });
    expect(refused['detail']).toContain('Make it pop');
  });

  test('one revision of ten that are asked for at once, and tells the nine others', async () => {
    const notes = Array.from({ length: 10 }, (_, index) => `Replace "three" with "three thirty ${index}"`);
    const headers = { 'content-type': 'application/json' };
    const answers = await Promise.all(
      notes.map((note) =>
        stack.call(`/api/videos/${videoId}/revise`, { method: 'POST', headers, body: JSON.stringify({ note }) }),
      ),
    );
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([202, ...Array<number>(9).fill(409)]);
    const accepted = (await answers.find(({ status }) => status === 202)?.json()) as { job_id: string };
    expect(await stack.ended(accepted.job_id)).toMatchObject({ status: 'complete' });
    const latest = await stack.db.prisma.revision.findFirstOrThrow({
      where: { videoId },
      orderBy: { number: 'desc' },
    });
    expect(notes).toContain(latest.note);
  });

  test('nothing, where storage has lost the parts of a film that is there', async () => {
    await loseParts();
    expect(await revise({ script: await currentScript() })).toEqual(nothing);
  });

  test('every part and the film, where storage has lost them all, and no picture or take', async () => {
    await loseParts();
    const { formats } = await stack.db.prisma.video.findUniqueOrThrow({ where: { id: videoId } });
    const films = Object.values(formats as Record<string, { key: string }>);
    for (const { key } of films) await lose(key);
    const made = await revise({ script: await currentScript() });
    expect(made).toEqual({ ...nothing, rendered: 8 * films.length, mixed: 1, joined: films.length });
  });

  test('the picture and the take that storage has lost, where a first film is made anew', async () => {
    const find = (name: string) =>
      stack.db.prisma.jobStep.findFirstOrThrow({ where: { videoId, name }, orderBy: { createdAt: 'asc' } });
    const [image, voice] = [await find('image'), await find('voice')];
    const lost = [
      (image.result as { source: { key: string } }).source.key,
      (voice.result as { take: { source: { key: string } } }).take.source.key,
    ];
    for (const key of lost) await lose(key);
    await stack.db.prisma.client.updateMany({ data: { brandKit: {} } });
    const before = await countAll();
    const accepted = await post(`/api/videos/${videoId}/generate`, { script, formats: ['square'] });
    expect(await stack.ended(accepted['job_id'] as string)).toMatchObject({ status: 'complete', error: null });
    const after = await countAll();
    expect([after.image - before.image, after.voice - before.voice]).toEqual([1, 1]);
    for (const key of lost) expect(await readdir(join(objects(), 'media'))).toContain(key.slice('media/'.length));
  });

  test('a preview of at most 480 pixels', async () => {
    const path = `/api/videos/${videoId}/preview`;
    const ready = await waitFor(async () => {
      const answer = await stack.call(path);
      expect([200, 202]).toContain(answer.status);
      return answer.status === 200 ? ((await answer.json()) as { film: { url: string; width: number } }) : null;
    });
    expect(ready.film.width).toBeLessThanOrEqual(480);
    expect((await fetch(ready.film.url)).status).toBe(200);
  });
});

const objects = () => join(stack.dataDir, 'storage/objects');
const lose = (key: string) => rm(join(objects(), key), { recursive: true });

async function loseParts(): Promise<void> {
  for (const folder of ['segments', 'audio']) await lose(folder);
  for (const folder of ['segments', 'audio']) await mkdir(join(objects(), folder));
}

/** Of the first decoded frames. */
async function frameHashes(url: string, frames: number): Promise<string[]> {
  const { stdout } = await run('ffmpeg', [
    '-v',
    'error',
    '-i',
    url,
    '-an',
    '-frames:v',
    String(frames),
    '-f',
    'framemd5',
    '-',
  ]);
  return stdout.split('\n').filter((line) => /^\d/.test(line));
}

interface Revision {
  formats: Record<string, { sha256: string; url: string }>;
}

interface Revisions {
  data: Revision[];
}
