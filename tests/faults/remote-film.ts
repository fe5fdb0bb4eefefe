import { makePng, makeTone } from '@bom/testing';
import { makeVideo, upload } from '../stack/make-request.ts';
import type { FaultStack } from './open-fault-stack.ts';

/** What a request for the shortest film says; `picture` instead of one that is uploaded. */
export async function describeFilm(
  stack: FaultStack,
  { picture }: { picture?: string } = {},
): Promise<{ video_id: string; [more: string]: unknown }> {
  const videoId = await makeVideo(stack);
  const image = picture ?? (await upload(stack, await makePng({ width: 320, height: 320, color: '#336699' })));
  const audio = await upload(stack, makeTone({ seconds: 1, amplitude: 0.3 }));
  const script = { hook: '', scenes: [{ narration: 'Fresh bread.', visual: 'bread' }], cta: '' };
  return { video_id: videoId, script, images: [image], audio_url: audio, music_url: audio, formats: ['square'] };
}
