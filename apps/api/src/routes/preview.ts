import type { revisionOperations } from '@bom/contracts';
import { canonicalHash, filmRecipeSchema, previewStep, storedFilmSchema } from '@bom/domain';
import type { Revision } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import { signedUrlSeconds } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { HttpProblem, notFound } from '../http/http-problem.ts';

const pollSeconds = 2;
/** A preview that failed is tried again after this. */
const windowMs = 5 * 60_000;

/** `/api/videos/{id}/preview` */
export function previewHandlers(deps: ApiDeps): Pick<HandlersOf<typeof revisionOperations>, 'previewVideo'> {
  return {
    async previewVideo({ prisma, params, query }) {
      const videoId = params.id;
      if (!(await prisma.video.findUnique({ where: { id: videoId }, select: { id: true } }))) throw notFound();
      const revision = await prisma.revision.findFirst({
        where: { videoId, ...(query.revision ? { number: query.revision } : {}) },
        orderBy: { number: 'desc' },
      });
      if (!revision) throw query.revision ? notFound() : nothingYet();
      const film = await findPreview(deps, revision);
      if (film) return { status: 200, body: { status: 'ready', revision: revision.number, film } };
      await askForPreview(deps, revision);
      const headers = { 'Retry-After': String(pollSeconds) };
      return { status: 202, headers, body: { status: 'rendering', revision: revision.number } };
    },
  };
}

async function findPreview({ db, storage }: ApiDeps, { videoId, recipe }: Revision) {
  const parsed = filmRecipeSchema.safeParse(recipe);
  if (!parsed.success) throw nothingYet();
  const { name, input } = previewStep(parsed.data);
  const where = { videoId_name_inputHash: { videoId, name, inputHash: canonicalHash(input) } };
  const step = await db.prisma.jobStep.findUnique({ where });
  if (!step?.done) return null;
  const { key, ...film } = storedFilmSchema.parse(step.result);
  if (!(await storage.head(key))) return null;
  const url = await storage.signUrl({ key, expiresInSeconds: signedUrlSeconds, contentType: 'video/mp4' });
  return { url, ...film };
}

async function askForPreview({ queues }: ApiDeps, { id, videoId, number }: Revision): Promise<void> {
  const jobId = `preview-${id}-${Math.floor(Date.now() / windowMs)}`;
  await queues.enqueue('render.preview', { video_id: videoId, revision: number }, { id: jobId, priority: 1 });
  const state = await queues.all.render.getJobState(jobId);
  if (state === 'failed') throw new HttpProblem('preview_failed', 'The preview could not be rendered; see the job.');
}

function nothingYet(): HttpProblem {
  return new HttpProblem('nothing_to_preview', 'The revision has no pictures and no voice yet; wait for its job.');
}
