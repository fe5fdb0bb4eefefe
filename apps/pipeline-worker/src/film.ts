import { brandKitSchema, briefSchema, PermanentError, pipelineRequestSchema, scriptSchema } from '@bom/domain';
import type { BrandKit, Brief, PipelineRequest, Script } from '@bom/domain';
import type { Db, JobClaim } from '@bom/db';

/** What a pipeline job knows of its film before the first step. */
export interface Film {
  videoId: string;
  clientName: string;
  brandKit: BrandKit;
  brief: Brief | null;
  /** Given by the caller; then none is written. */
  script: Script | null;
  language: string;
  request: PipelineRequest;
}

export async function loadFilm(db: Db, claim: JobClaim): Promise<Film> {
  const video = await db.prisma.video.findUniqueOrThrow({
    where: { id: claim.job.videoId },
    include: { client: true },
  });
  const brief = briefSchema.nullable().parse(video.brief);
  const script = scriptSchema.nullable().parse(video.script);
  if (!brief && !script) {
    throw new PermanentError('nothing_to_film', 'The video has neither a brief nor a script; give it one of them.');
  }
  return {
    videoId: video.id,
    clientName: brief?.business_name ?? video.client.name,
    brandKit: brandKitSchema.parse(video.client.brandKit),
    brief,
    script,
    language: script?.language ?? brief?.language ?? video.language ?? 'en',
    request: pipelineRequestSchema.parse(claim.job.request),
  };
}
