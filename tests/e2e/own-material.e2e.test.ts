import { makePng, makeTone, startDouble } from '@bom/testing';
import type { Double } from '@bom/testing';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expectClean } from '../stack/expect-clean.ts';
import { makeVideo, postRequest, upload } from '../stack/make-request.ts';
import { measureFilm } from '../stack/measure-film.ts';
import type { MeasuredFilm } from '../stack/measure-film.ts';
import { startStack } from '../stack/start-stack.ts';
import type { Stack } from '../stack/start-stack.ts';

let stack: Stack;
let host: Double;

/** What ffmpeg's filters, ASS and shells would take for their own. */
const hostile = `O'Neill's "100%": {\\b1}\\N %{pts} [a];b,c=d $(x) & <Söhne>\nzweite Zeile 🥨`;

beforeAll(async () => {
  const picture = await makePng({ width: 900, height: 1200, color: '#2a6f97', noise: true });
  const plain = await makePng({ width: 900, height: 1200, color: '#2a6f97' });
  host = await startDouble(({ path }) => {
    const body = path === '/picture' ? picture : path === '/plain' ? plain : null;
    return body ? { headers: { 'content-type': 'text/plain' }, body } : { status: 404 };
  });
  stack = await startStack({ FETCH_ALLOW_PRIVATE: `127.0.0.1:${host.port}` });
});

afterEach(() => expectClean(stack));

afterAll(async () => {
  await stack.stop();
  await host.close();
});

async function makeFilm(request: object): Promise<{ warnings: string[]; srt: string; film: MeasuredFilm }> {
  const job = await stack.ended(await postRequest(stack, request));
  expect(job).toMatchObject({ status: 'complete', error: null });
  const path = join(stack.dataDir, 'film.mp4');
  await writeFile(path, Buffer.from(await (await fetch(job.output_url ?? '')).arrayBuffer()));
  const srt = await (await fetch(job.captions?.srt ?? '')).text();
  return { warnings: job.warnings.map(({ code }) => code), srt, film: await measureFilm(path) };
}

/** A second in an SRT's time. */
const seconds = (time: string): number => {
  const [hours = 0, minutes = 0, rest = 0] = time.replace(',', '.').split(':').map(Number);
  return hours * 3600 + minutes * 60 + rest;
};

const cueTimes = (srt: string) =>
  [...srt.matchAll(/^(\S+) --> (\S+)$/gm)].map(([, from = '', to = '']) => ({ from: seconds(from), to: seconds(to) }));

describe('a film from the caller’s own script, pictures and voice', () => {
  test('one scene, with the name and the words full of punctuation, is shown as it was written', async () => {
    const { film, srt } = await makeFilm({
      video_id: await makeVideo(stack, hostile),
      script: {
        hook: '',
        scenes: [{ narration: hostile, visual: hostile, on_screen_text: hostile.slice(0, 120) }],
        cta: '',
        language: 'de',
      },
      images: [`${host.url}/picture`],
      audio_url: await upload(stack, makeTone({ seconds: 4, amplitude: 0.3 })),
      format: 'square',
    });
    expect(film.video).toMatchObject({ width: 1080, height: 1080 });
    expect(film.video.frames).toBeGreaterThanOrEqual(4 * 30);
    const spoken = srt
      .replaceAll(/^(\d+|.* --> .*)$/gm, '')
      .replaceAll(/\s+/g, ' ')
      .replaceAll('\u2060', '');
    for (const word of [`O'Neill's`, '100%', '<Söhne>', 'zweite', 'Zeile']) expect(spoken).toContain(word);
  });

  test('captions follow the words that the caller timed', async () => {
    const words = ['Bread', 'at', 'four.', 'Fresh', 'all', 'day.'].map((text, index) => {
      const start = index * 0.5 + (index > 2 ? 1 : 0);
      return { text, start, end: start + 0.4 };
    });
    const { warnings, srt } = await makeFilm({
      video_id: await makeVideo(stack),
      script: {
        hook: '',
        scenes: [
          { narration: 'Bread at four.', visual: 'bread' },
          { narration: 'Fresh all day.', visual: 'shop' },
        ],
        cta: '',
      },
      images: [await uploadForm(), `${host.url}/picture`],
      audio_url: await upload(stack, makeTone({ seconds: 4, amplitude: 0.3 })),
      words,
      format: 'square',
    });
    expect(warnings).not.toContain('estimated_captions');
    const cues = cueTimes(srt);
    expect(cues.length).toBeGreaterThanOrEqual(2);
    const second = cues.find(({ from }) => from > 1.5);
    // 2.5 s in the recording, to a frame or two and whatever the scene's lead-in adds.
    expect(second?.from).toBeGreaterThan(2);
    expect(second?.from).toBeLessThan(3.5);
  });

  test('ninety seconds in eighteen scenes end to the frame where they should, timed by estimate and saying so', async () => {
    // Without detail: what counts here is length, and this is quickly encoded.
    const picture = `${host.url}/plain`;
    const scenes = Array.from({ length: 18 }, (_scene, index) => ({
      narration: `Scene ${index + 1}: wij bakken elke ochtend om vier uur vers brood voor iedereen in de straat 🥖.`,
      visual: 'brood',
    }));
    const { film, warnings, srt } = await makeFilm({
      video_id: await makeVideo(stack),
      script: { hook: '', scenes, cta: '', language: 'nl' },
      images: scenes.map(() => picture),
      audio_url: await upload(stack, makeTone({ seconds: 90, amplitude: 0.3 })),
      format: 'square',
    });
    expect(warnings).toContain('estimated_captions');
    expect(film.video.frames).toBeGreaterThanOrEqual(90 * 30);
    expect(film.video.frames).toBeLessThan(96 * 30);
    expect(Math.abs(film.video.endMs - (film.video.frames * 1000) / 30)).toBeLessThan(1);
    expect(Math.abs(film.audio.endMs - film.video.endMs)).toBeLessThanOrEqual(1000 / 30);
    expect(Math.abs(film.loudnessLufs - -14)).toBeLessThanOrEqual(1);
    const cues = cueTimes(srt);
    for (const [index, cue] of cues.entries()) expect(cue.from).toBeGreaterThanOrEqual(cues[index - 1]?.to ?? 0);
    expect(cues.at(-1)?.to).toBeLessThanOrEqual(film.video.endMs / 1000);
  });
});

/** As a browser's form sends it, under a name that lies. */
async function uploadForm(): Promise<string> {
  const form = new FormData();
  const bytes = new Uint8Array(await makePng({ width: 640, height: 900, color: '#c05a2a', noise: true }));
  form.append('file', new Blob([bytes], { type: 'text/html' }), '../../invoice.pdf');
  const answer = await stack.call('/api/assets', { method: 'POST', body: form });
  expect(answer.status).toBe(201);
  const asset = (await answer.json()) as { url: string; kind: string; width: number };
  expect(asset).toMatchObject({ kind: 'image', width: 640 });
  return asset.url;
}
