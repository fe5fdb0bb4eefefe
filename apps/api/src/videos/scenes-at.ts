import type { Video } from '@bom/db';
import { z } from 'zod';
import { readText } from '@bom/storage';
import type { ApiDeps } from '../deps.ts';

/** What is read of a timeline as the renderer stores it. */
const timelineSchema = z.object({
  canvas: z.object({ fps: z.number() }),
  segments: z.array(z.object({ startFrame: z.number(), frames: z.number(), scene: z.number().nullable() })),
});

/**
 * The scene that is seen at each time (seconds) of the film as it is now. Hook, call to action and times after the end
 * belong to no scene.
 */
export async function scenesAt(
  deps: ApiDeps,
  { video, times }: { video: Pick<Video, 'id' | 'revision'>; times: number[] },
): Promise<Map<number, number>> {
  const timeline = await currentTimeline(deps, video);
  const places = times.flatMap((seconds): [number, number][] => {
    const frame = Math.floor(seconds * (timeline?.canvas.fps ?? 0));
    const found = timeline?.segments.find(
      ({ startFrame, frames }) => frame >= startFrame && frame < startFrame + frames,
    );
    return found && found.scene !== null ? [[seconds, found.scene]] : [];
  });
  return new Map(places);
}

async function currentTimeline({ db, storage }: ApiDeps, video: Pick<Video, 'id' | 'revision'>) {
  const { id: videoId, revision: number } = video;
  const revision = await db.prisma.revision.findUnique({ where: { videoId_number: { videoId, number } } });
  const job = await db.prisma.job.findFirst({
    where: { videoId, revision: revision?.restored ?? number, status: 'complete' },
    orderBy: { createdAt: 'desc' },
  });
  const key = Object.values((job?.plan ?? {}) as Record<string, string>)[0];
  if (!key || !(await storage.head(key))) return null;
  return timelineSchema.parse(JSON.parse(await readText(storage, key)));
}
