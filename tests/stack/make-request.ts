import { randomUUID } from 'node:crypto';
import { makePng, makeTone } from '@bom/testing';
import type { Stack } from './start-stack.ts';

/** As much of a stack as asking for films needs. */
type Asked = Pick<Stack, 'call' | 'db'>;

export interface FilmWish {
  scenes?: number;
  secondsEach?: number;
  formats?: string[];
  /** Replaces the first picture. */
  image?: string;
  audio?: string;
}

/** Uploads pictures and a recording, and asks for a film of them; the job's id, or the refused answer. */
export async function requestFilm(stack: Asked, wish: FilmWish = {}): Promise<{ jobId: string; videoId: string }> {
  const { scenes = 2, secondsEach = 1.2, formats = ['square'] } = wish;
  const videoId = await makeVideo(stack);
  const colors = ['#336699', '#993355', '#339955', '#aa7722'];
  const images: string[] = [];
  for (let index = 0; index < scenes; index += 1) {
    const color = colors[index % colors.length] ?? '#336699';
    images.push(await upload(stack, await makePng({ width: 720, height: 1280, color, noise: true })));
  }
  const audio = wish.audio ?? (await upload(stack, makeTone({ seconds: scenes * secondsEach, amplitude: 0.3 })));
  const script = {
    hook: '',
    scenes: images.map((_image, index) => ({ narration: `This is scene number ${index + 1}.`, visual: 'colour' })),
    cta: '',
  };
  if (wish.image) images[0] = wish.image;
  // Music of its own: making a bed takes longer than a film as short as this.
  const media = { images, audio_url: audio, music_url: audio };
  const jobId = await postRequest(stack, { video_id: videoId, script, ...media, formats });
  return { jobId, videoId };
}

/** Posts an assembly request as it is; the job's id. */
export async function postRequest(stack: Pick<Stack, 'call'>, request: object): Promise<string> {
  const body = JSON.stringify(request);
  const headers = { 'content-type': 'application/json' };
  const answer = await stack.call('/api/assembly/generate', { method: 'POST', headers, body });
  if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { job_id: string }).job_id;
}

export async function upload(stack: Pick<Stack, 'call'>, bytes: Buffer): Promise<string> {
  const headers = { 'content-type': 'application/octet-stream' };
  const answer = await stack.call('/api/assets', { method: 'POST', headers, body: new Uint8Array(bytes) });
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { url: string }).url;
}

/** A client with a project and an empty video; the video's id. */
export async function makeVideo({ db }: Pick<Stack, 'db'>, name = 'Bäckerei „Früh“'): Promise<string> {
  const email = `${randomUUID()}@client.example`;
  const client = await db.prisma.client.create({ data: { name, email, emailKey: email } });
  const project = await db.prisma.project.create({ data: { clientId: client.id, name: 'Spring' } });
  const data = { clientId: client.id, projectId: project.id, title: 'Bread' };
  return (await db.prisma.video.create({ data })).id;
}
