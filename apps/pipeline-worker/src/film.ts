import { brandKitSchema, briefSchema, PermanentError, pipelineRequestSchema, scriptSchema } from '@bom/domain';
import type { BrandKit, Brief, FilmDraft, PipelineRequest, Script } from '@bom/domain';
import { loadDraft } from '@bom/db';
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
  /** What a revision keeps; null for a first film. */
  draft: FilmDraft | null;
}

export async function loadFilm(db: Db, claim: JobClaim): Promise<Film> {
  const video = await db.prisma.video.findUniqueOrThrow({
    where: { id: claim.job.videoId },
    include: { client: true },
  });
  const brief = briefSchema.nullable().parse(video.brief);
  const draft = await loadDraft(db, claim.job);
  if (draft) return filmOfDraft(draft, { videoId: video.id, brief });
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
    draft: null,
  };
}

/** A revision's film: planning and running see the same. */
export function filmOfDraft(draft: FilmDraft, { videoId, brief }: { videoId: string; brief: Brief | null }): Film {
  return {
    videoId,
    clientName: draft.brand.name,
    brandKit: draft.brand.kit,
    brief,
    script: draft.script,
    language: draft.language,
    request: { formats: draft.formats, captions: draft.captions },
    draft,
  };
}
