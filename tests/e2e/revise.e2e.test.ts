import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makePng, makeTone } from '@bom/testing';
import type { Script } from '@bom/domain';
import { expectClean } from '../stack/expect-clean.ts';
import { makeVideo, upload } from '../stack/make-request.ts';
import { startStack } from '../stack/start-stack.ts';
import type { Stack } from '../stack/start-stack.ts';

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
}, 120_000);

afterAll(async () => {
  await stack.stop();
}, 30_000);

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
    (await readdir(join(stack.dataDir, 'storage', folder), { recursive: true })).filter((name) => name.endsWith(ending))
      .length;
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
    const picture = await upload(stack, await makePng({ width: 720, height: 1280, color: '#335577', noise: true }));
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
    expect(rendered).toBeLessThanOrEqual(4);
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
    expect(made).toEqual({ ...{ llm: 0, image: 0, voice: 0, mixed: 0 }, joined: 1 });
    expect(rendered).toBeGreaterThanOrEqual(7);
  });

  test('the other format alone, where one is added', async () => {
    const made = await revise({ formats: ['square', 'vertical'] });
    expect(made).toEqual({ ...nothing, rendered: 8, joined: 1 });
  });
});
