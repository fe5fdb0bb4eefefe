import { randomInt } from 'node:crypto';
import { makePng, makeTone, waitFor } from '@bom/testing';
import { makeVideo, upload } from '../stack/make-request.ts';
import type { FaultStack } from './open-fault-stack.ts';

export interface RequestedFilm {
  jobId: string;
  videoId: string;
}

/**
 * Asks for the shortest film there is: one scene, one format. `fresh` pictures must be rendered; the others were, in an
 * earlier film of the same stack. A caller whose answer is lost looks whether its film was taken, and asks again if not.
 */
export async function askForFilm(
  stack: FaultStack,
  { fresh = true, scenes = 1, seconds = 1 }: { fresh?: boolean; scenes?: number; seconds?: number } = {},
): Promise<RequestedFilm> {
  const videoId = await makeVideo(stack);
  const images: string[] = [];
  // A plain picture does not show that it moves, and longer films are checked for that.
  for (let scene = 0; scene < scenes; scene += 1) {
    const color = fresh ? brightColor() : '#336699';
    const png = await makePng({ width: 320, height: 320, color, noise: seconds > 1 });
    images.push(await persist(stack, () => upload(stack, png)));
  }
  const tone = makeTone({ seconds: scenes * seconds, amplitude: 0.3 });
  const audio = await persist(stack, () => upload(stack, tone));
  const request = {
    video_id: videoId,
    script: { hook: '', scenes: images.map(() => ({ narration: 'Fresh bread.', visual: 'bread' })), cta: '' },
    images,
    audio_url: audio,
    music_url: audio,
    formats: ['square'],
    callback_url: stack.hookUrl,
  };
  for (;;) {
    const jobId = await post(stack, videoId, request);
    if (jobId) return { jobId, videoId };
  }
}

/** As a caller does that is told to come again, or told nothing. */
async function persist<Result>(stack: FaultStack, call: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const { name, message } = error as Error;
      // Not `instanceof TypeError`: under jest Node's own errors are of another realm.
      if (name !== 'TypeError' && !message.startsWith('503')) throw error;
      await stack.ready();
    }
  }
}

/** Not so dark that a film of it counts as black. */
function brightColor(): string {
  const [red, green, blue] = [randomInt(64, 256), randomInt(64, 256), randomInt(64, 256)];
  return `#${((red << 16) | (green << 8) | blue).toString(16)}`;
}

async function post(stack: FaultStack, videoId: string, request: object): Promise<string | null> {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(request) };
  try {
    const answer = await stack.call('/api/assembly/generate', init);
    if (answer.status === 202) return ((await answer.json()) as { job_id: string }).job_id;
    if (answer.status < 500) throw new Error(`${answer.status} ${await answer.text()}`);
  } catch (error) {
    // Not `instanceof TypeError`: under jest Node's own errors are of another realm.
    if ((error as Error).name !== 'TypeError') throw error;
  }
  await stack.ready();
  return (await stack.db.prisma.job.findFirst({ where: { videoId } }))?.id ?? null;
}

/** Waits in the database, since the API may be what is broken. Fails unless the film is finished. */
export async function finished({ db }: FaultStack, jobId: string): Promise<void> {
  const job = await waitFor(async () => {
    const row = await db.prisma.job.findUnique({ where: { id: jobId } });
    return row && !['queued', 'processing'].includes(row.status) ? row : null;
  });
  expect({ status: job.status, error: job.error }).toEqual({ status: 'complete', error: null });
}
