import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobStatusAnswer, VideoAnswer } from '@bom/contracts';
import { createDiskStorage } from '@bom/storage';
import { makePng, waitFor } from '@bom/testing';
import { expectClean } from '../stack/expect-clean.ts';
import { requestFilm, upload } from '../stack/make-request.ts';
import { measureFilm } from '../stack/measure-film.ts';
import { fileSigningSecret, startStack } from '../stack/start-stack.ts';
import type { Stack } from '../stack/start-stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});

afterEach(() => expectClean(stack));

afterAll(() => stack.stop());

async function download(url: string, name: string): Promise<string> {
  const path = join(stack.dataDir, name);
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  await writeFile(path, Buffer.from(await answer.arrayBuffer()));
  return path;
}

const frameMs = 1000 / 30;
const bt709 = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'tv' };

/** What every film must be, whatever made it; the planned length is the one that the API tells. */
async function expectFilm(
  job: JobStatusAnswer,
  format: 'vertical' | 'square',
  size: { width: number; height: number },
) {
  const film = job.outputs[format];
  if (!film) throw new Error(`no ${format} film`);
  const path = await download(film.url, `${format}.mp4`);
  const { video, audio, boxes, ...measured } = await measureFilm(path);
  expect(film).toMatchObject({ ...size, bytes: (await stat(path)).size });
  expect(video).toMatchObject({ ...size, codec: 'h264', profile: 'High', pixelFormat: 'yuv420p', rate: '30/1' });
  expect(video.color).toEqual(bt709);
  expect(video.frames).toBe(Math.round(film.duration_seconds * 30));
  expect(Math.abs(video.endMs - film.duration_seconds * 1000)).toBeLessThan(1);
  expect(audio).toMatchObject({ codec: 'aac', sampleRate: 48_000 });
  expect(Math.abs(audio.endMs - video.endMs)).toBeLessThanOrEqual(frameMs);
  expect(boxes.indexOf('moov')).toBeGreaterThan(-1);
  expect(boxes.indexOf('moov')).toBeLessThan(boxes.indexOf('mdat'));
  expect(Math.abs(measured.loudnessLufs - -14)).toBeLessThanOrEqual(1);
  expect(measured.truePeakDbtp).toBeLessThanOrEqual(-1);
  expect(measured).toMatchObject({ blackStretches: 0, frozenStretches: 0 });
}

describe('from a form to a film', () => {
  test('a German brief with hostile punctuation becomes a draft in two formats, and staff are told once', async () => {
    const answer = await stack.submit({
      'Business name': 'Bäckerei "Früh & Spät": 100% <echt>\n🥨',
      'E-mail': 'kunde@client.example',
      'What do you sell?': 'Sauerteigbrot und Brezeln',
      'Who is your target customer?': 'Frühaufsteher in Köln',
      'What makes you different?': 'Wir backen ab vier Uhr morgens',
      Language: 'Deutsch',
      formats: 'vertical,square',
    });
    expect(answer.status).toBe(202);
    const ids = (await answer.json()) as { job_id: string; video_id: string };
    const seen: number[] = [];
    const job = await waitFor(async () => {
      const status = await stack.status(ids.job_id);
      seen.push(status.progress);
      return status.status === 'processing' ? null : status;
    });
    expect(job).toMatchObject({ status: 'complete', stage: 'done', progress: 100, error: null });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(new Set(seen).size).toBeGreaterThan(4);
    expect(job.segments.done).toBe(job.segments.total);
    const codes = job.warnings.map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining(['offline_script', 'offline_image', 'offline_voice', 'default_music']),
    );

    await expectFilm(job, 'vertical', { width: 1080, height: 1920 });
    await expectFilm(job, 'square', { width: 1080, height: 1080 });
    expect(seen.filter((progress) => progress === 100)).toHaveLength(1);
    expect(await (await fetch(job.captions?.srt ?? '')).text()).toMatch(/^1\n00:00:00,\d{3} --> /);
    expect(await (await fetch(job.captions_url ?? '')).text()).toMatch(/^WEBVTT\n/);
    const part = await fetch(job.output_url ?? '', { headers: { range: 'bytes=4-7' } });
    expect([part.status, await part.text()]).toEqual([206, 'ftyp']);
    const poster = await fetch(job.poster_url ?? '');
    expect(
      Buffer.from(await poster.arrayBuffer())
        .subarray(0, 2)
        .toString('hex'),
    ).toBe('ffd8');

    const video = (await (await stack.call(`/api/videos/${ids.video_id}`)).json()) as VideoAnswer;
    expect(video).toMatchObject({ status: 'draft', language: 'de', revision: 1 });
    expect(Object.keys(video.formats).sort()).toEqual(['square', 'vertical']);
    await waitFor(async () => (await stack.outbox('email')).length > 0);
    expect(await stack.outbox('email')).toEqual([expect.objectContaining({ to: 'staff@studio.example' })]);
    expect(await stack.outbox('slack')).toHaveLength(1);
  });

  test('signed links are refused once they are changed or over', async () => {
    const bytes = await makePng({ width: 64, height: 64 });
    const assetId = (await upload(stack, bytes)).slice('asset:'.length);
    const asset = (await (await stack.call(`/api/assets/${assetId}`)).json()) as { download_url: string };
    const whole = await fetch(asset.download_url);
    expect(whole.status).toBe(200);
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    const changed = [/signature=.{4}/, /expires=./, /media\/./].map((part) => asset.download_url.replace(part, '$&0'));
    for (const url of changed) expect((await fetch(url)).status).toBe(403);

    const { key } = await stack.db.prisma.asset.findUniqueOrThrow({ where: { id: assetId } });
    const root = join(stack.dataDir, 'storage');
    const storage = createDiskStorage({ root, publicUrl: stack.url, signingSecret: fileSigningSecret });
    const brief = await storage.signUrl({ key, expiresInSeconds: 2, contentType: 'image/png' });
    expect((await fetch(brief)).status).toBe(200);
    await waitFor(async () => (await fetch(brief)).status === 403);
  });

  test('a film that is asked for again reuses every segment', async () => {
    const { jobId, videoId } = await requestFilm(stack);
    expect(await stack.ended(jobId)).toMatchObject({ status: 'complete', error: null });
    const { recipe } = await stack.db.prisma.revision.findFirstOrThrow({ where: { videoId } });
    const { script, pictures, voice } = recipe as {
      script: object;
      pictures: { url: string }[];
      voice: { source: { url: string } };
    };
    const again = await stack.call('/api/assembly/generate', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        video_id: videoId,
        script,
        images: pictures.map(({ url }) => url),
        audio_url: voice.source.url,
        music_url: voice.source.url,
        format: 'square',
      }),
    });
    const { job_id: secondId } = (await again.json()) as { job_id: string };
    const second = await stack.ended(secondId);
    expect(second).toMatchObject({ status: 'complete', error: null });
    expect(second.segments.reused).toBe(second.segments.total);
  });
});
