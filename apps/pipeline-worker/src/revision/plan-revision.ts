import { z } from 'zod';
import {
  brandKitSchema,
  briefSchema,
  canonicalHash,
  PermanentError,
  revisionRequestSchema,
  scriptSchema,
  StudioError,
} from '@bom/domain';
import type { FilmRecipe, RevisionRequest, Script } from '@bom/domain';
import { loadRevisionBase, planningMemory } from '@bom/db';
import type { PlannedRevision, RevisionPlan } from '@bom/db';
import { diffScripts } from '@bom/llm';
import { rendererVersion } from '@bom/render';
import type { MediaRef, Timeline } from '@bom/render';
import { readText } from '@bom/storage';
import type { PipelineDeps } from '../deps.ts';
import { filmOfDraft } from '../film.ts';
import type { RunOnce } from '../providers/paid-steps.ts';
import { openSteps } from '../stage.ts';
import { draftRevision } from './draft-revision.ts';
import { isFileThere } from './find-media.ts';
import type { Known } from './find-media.ts';
import { planWork } from './plan-work.ts';

/**
 * From a note to a plan: the revised script, what is kept of the film, and the work that is left. Nothing but the script
 * is made; running the plan goes through the same steps with the same inputs.
 *
 * @throws PermanentError `nothing_to_revise`, `needs_llm`, `scene_unknown`, and what the model's adapter throws
 */
export async function planRevision(
  deps: PipelineDeps,
  { plan, signal }: { plan: RevisionPlan; signal: AbortSignal },
): Promise<PlannedRevision> {
  const request = revisionRequestSchema.parse(plan.request);
  const video = await deps.db.prisma.video.findUniqueOrThrow({
    where: { id: plan.videoId },
    include: { client: true },
  });
  const base = await loadRevisionBase(deps.db, video.id, plan.base);
  const brief = briefSchema.nullable().parse(video.brief);
  const kit = brandKitSchema.parse(video.client.brandKit);
  const memory = planningMemory(deps.db, video.id);

  const job = { id: null, videoId: video.id };
  const step = { deps, once: openSteps(deps, { memory, job, signal }), recipe: base.recipe, request, brief };
  const script = withPictures(request.script ?? (await reviseScript(step)), request);
  const draft = draftRevision({ base, script, kit, request });
  const film = filmOfDraft(draft, { videoId: video.id, brief });
  const known: Known = {
    recall: async (name, input) => {
      const stored = await memory.recall(name, canonicalHash(input));
      return stored?.done && (await isFileThere(deps.storage, stored.result)) ? stored.result : null;
    },
    assetOf: (url) => findAsset(deps, url),
  };
  const before = await openTimeline(deps, Object.values(base.timelines)[0]);
  const work = await planWork(deps, { film, draft, known, before });
  return { draft, changes: diffScripts(base.recipe.script, script), work };
}

interface ReviseStep {
  deps: PipelineDeps;
  once: RunOnce;
  recipe: FilmRecipe;
  request: RevisionRequest;
  brief: z.infer<typeof briefSchema> | null;
}

/**
 * The script as the note wants it. Where the note only explains what the request does by itself (another picture, other
 * music), not understanding it by rule is no fault.
 */
async function reviseScript({ deps, once, recipe, request, brief }: ReviseStep): Promise<Script> {
  const { note, scenes } = request;
  const speaksForItself =
    Object.keys(request.images).length > 0 ||
    [request.voice, request.music_url, request.captions, request.formats].some((wish) => wish !== undefined);
  try {
    return await once({
      name: 'revise',
      input: { script: recipe.script, note, scenes, brief, tone: recipe.brand.kit.tone, provider: deps.llm.provider },
      parse: (stored) => scriptSchema.parse(stored),
      run: async (call) => {
        const input = { script: recipe.script, note, sceneNotes: scenes, brandKit: recipe.brand.kit };
        const { value } = await deps.llm.reviseScript({ ...input, ...(brief ? { brief } : {}) }, call);
        return value;
      },
    });
  } catch (error) {
    const unread = error instanceof StudioError && error.code === 'needs_llm';
    if (unread && speaksForItself && scenes.length === 0) return recipe.script;
    throw error;
  }
}

function withPictures(script: Script, { images }: RevisionRequest): Script {
  const beyond = Object.keys(images).find((index) => Number(index) >= script.scenes.length);
  if (beyond !== undefined) {
    const count = script.scenes.length;
    throw new PermanentError('scene_unknown', `images.${beyond}: the script has ${count} scenes, counted from 0.`);
  }
  return {
    ...script,
    scenes: script.scenes.map((scene, index) => {
      const url = images[String(index)];
      return url ? { ...scene, image_url: url } : scene;
    }),
  };
}

async function findAsset({ db }: PipelineDeps, url: string): ReturnType<Known['assetOf']> {
  const id = url.startsWith('asset:') ? url.slice('asset:'.length) : null;
  const asset = id ? await db.prisma.asset.findUnique({ where: { id } }) : null;
  if (!asset) return null;
  const { kind, width, height } = asset;
  return { kind: kind as MediaRef['kind'], ...(width && height ? { width, height } : {}) };
}

/** One that this renderer would not plan any more tells nothing. */
async function openTimeline({ storage }: PipelineDeps, key: string | undefined): Promise<Timeline | null> {
  if (!key || !(await storage.head(key))) return null;
  const timeline = JSON.parse(await readText(storage, key)) as Timeline;
  return timeline.rendererVersion === rendererVersion ? timeline : null;
}
