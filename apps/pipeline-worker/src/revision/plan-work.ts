import { audioMixKey, beatsOf, canonicalHash, estimateWork, microcentsPerCent, segmentKey } from '@bom/domain';
import type { Beat, BeatWork, FilmDraft, FilmRecipe, FilmWork, RevisionWork } from '@bom/domain';
import { spokenSeconds } from '@bom/llm';
import { planTimeline, requestsFromRecipe } from '@bom/render';
import type { FilmMedia, MediaRef, Timeline } from '@bom/render';
import type { PipelineDeps } from '../deps.ts';
import { pricesOf } from '../film-prices.ts';
import type { Film } from '../film.ts';
import { parseShots, shotsInput } from '../steps/describe-shots.ts';
import { imageInput, knownPicture, pictureRequest } from '../steps/make-pictures.ts';
import { parseTake, voiceInput } from '../steps/speak-beats.ts';
import type { Take } from '../steps/speak-beats.ts';
import { storedMediaSchema } from '../steps/stored.ts';
import { estimateSeconds } from './estimate-seconds.ts';
import { findBrandMedia, findMedia, isToCome, standIn, withSize } from './find-media.ts';
import type { Known } from './find-media.ts';

type Deps = Pick<PipelineDeps, 'db' | 'storage' | 'llm' | 'imagery' | 'voice'>;

export interface WorkRequest {
  film: Film;
  draft: FilmDraft;
  known: Known;
  /** A timeline that the film before was rendered from: for the encoder's settings. */
  before: Timeline | null;
}

/** What a draft's film takes: the steps that find no earlier result, and the segments that storage does not hold. */
export async function planWork(deps: Deps, request: WorkRequest): Promise<RevisionWork> {
  const pictures = await planPictures(deps, request);
  const voice = await planVoice(deps, request);
  const timelines = await planTimelines(request, { pictures, voice });
  const segments = await Promise.all(
    timelines.map((timeline) => findSegments(deps, { timeline, known: request.known })),
  );
  const mix =
    segments.every(({ isFinished }) => isFinished) ||
    (timelines[0] && (await deps.storage.head(audioMixKey(timelines[0].audio.key))));
  const beats = beatsOf(request.draft.script).map((beat, index): BeatWork => ({
    kind: beat.kind,
    scene: beat.scene,
    image: pictures[index]?.state ?? 'none',
    voice: voice.beats[index]?.take ? 'kept' : voice.recording ? 'kept' : 'made',
    segments: Object.fromEntries(
      segments.map(({ timeline, found }) => [
        timeline.format,
        timeline.segments.some((segment, at) => isOf(segment, beat) && !found[at]) ? 'rendered' : 'reused',
      ]),
    ),
  }));
  const formats = Object.fromEntries(
    segments.map(({ timeline, found, isFinished }) => {
      const reused = found.filter(Boolean).length;
      const all = isFinished || (reused === found.length && Boolean(mix));
      const counts = { segments_rendered: found.length - reused, segments_reused: reused };
      return [timeline.format, { ...counts, film: all ? ('reused' as const) : ('joined' as const) }];
    }),
  );
  const work = paidWork(request.draft, { pictures, beats });
  const framesToRender = segments.flatMap(({ timeline, found }) =>
    timeline.segments.filter((_segment, at) => !found[at]).map(({ frames }) => frames),
  );
  return {
    beats,
    formats,
    audio_mix: mix ? 'reused' : 'mixed',
    calls: { llm: work.writerCalls.length, image: work.pictures, voice: work.narrations.length },
    estimated_cost_cents: estimateWork(work, pricesOf(deps, request.draft.formats)).costMicrocents / microcentsPerCent,
    estimated_seconds: await estimateSeconds(deps.db, {
      secondsToRender: framesToRender.reduce((sum, frames) => sum + frames, 0) / (timelines[0]?.canvas.fps ?? 30),
      filmsToJoin: Object.values(formats).filter(({ film }) => film === 'joined').length,
      calls: work.pictures + work.narrations.length,
    }),
  };
}

interface PlannedPicture {
  state: BeatWork['image'];
  ref: MediaRef | null;
}

/** Each beat's picture: found, given, found among those made before, or still to be made. */
async function planPictures(deps: Deps, { film, draft, known }: WorkRequest): Promise<PlannedPicture[]> {
  const { script } = draft;
  const storedShots = await known.recall('shots', shotsInput(film, { script, provider: deps.llm.provider }));
  const pictures = await Promise.all(
    beatsOf(script).map(async (beat, index): Promise<PlannedPicture> => {
      if (beat.kind === 'cta') return { state: 'none', ref: null };
      const source = knownPicture(film, { script, index });
      if (source) {
        const ref = await findMedia(known, { source, accept: ['image', 'video'] });
        return { state: 'url' in source && isToCome(ref) ? 'given' : 'kept', ref };
      }
      const toMake = { state: 'made' as const, ref: standIn('image', { beat, index }) };
      if (!storedShots) return toMake;
      const request = pictureRequest(film, { script, shots: parseShots(storedShots).shots, index });
      const made = await known.recall('image', imageInput(request, deps.imagery));
      if (!made) return toMake;
      const stored = storedMediaSchema.parse((made as { source: unknown }).source);
      return { state: 'kept', ref: await findMedia(known, { source: stored, accept: ['image', 'video'] }) };
    }),
  );
  const refs = pictures.map(({ ref }) => ref);
  return pictures.map(({ state, ref }) => ({ state, ref: ref && withSize(ref, refs) }));
}

interface PlannedVoice {
  recording: MediaRef | null;
  beats: { take: Take | null; ref: MediaRef; seconds: number }[];
}

async function planVoice(deps: Deps, { film, draft, known }: WorkRequest): Promise<PlannedVoice> {
  if (draft.recording) {
    return { recording: await findMedia(known, { source: draft.recording.source, accept: ['audio'] }), beats: [] };
  }
  const { language } = draft;
  const beats = beatsOf(draft.script).map(async ({ narration: text }) => {
    const stored = await known.recall('voice', voiceInput(film, { text, language, provider: deps.voice.provider }));
    const take = stored ? parseTake(stored).take : null;
    const ref = take ? await findMedia(known, { source: take.source, accept: ['audio'] }) : standIn('audio', text);
    return { take, ref, seconds: spokenSeconds(text, language) };
  });
  return { recording: null, beats: await Promise.all(beats) };
}

/** The film as far as it is known; what is still to be spoken gets its probable length. */
async function planTimelines(
  { draft, known, before }: WorkRequest,
  { pictures, voice }: { pictures: PlannedPicture[]; voice: PlannedVoice },
): Promise<Timeline[]> {
  const takes = voice.beats.map(({ take, seconds }): Take => {
    const source = { key: 'to-come', sha256: '0'.repeat(64) };
    return take ?? { source, duration_ms: Math.max(300, Math.round(seconds * 1000)), words: [] };
  });
  const { recording, overrides: _overrides, ...kept } = draft;
  const recipe: FilmRecipe = { ...kept, voice: recording ?? { kind: 'takes', takes } };
  const media: FilmMedia = {
    pictures: pictures.map(({ ref }) => ref),
    voices: voice.recording ? [voice.recording] : voice.beats.map(({ ref }) => ref),
    ...(await findBrandMedia(known, draft)),
  };
  const { requests } = requestsFromRecipe(recipe, {
    media,
    profile: before?.profile ?? 'standard',
    ...(before?.encoder ? { encoder: before.encoder } : {}),
  });
  return requests.map((request) => planTimeline(request));
}

/** A film that is there as a whole needs none of its segments. */
async function findSegments({ storage }: Deps, { timeline, known }: { timeline: Timeline; known: Known }) {
  const isFinished = (await known.recall('film', { timeline: canonicalHash(timeline) })) !== null;
  const heads = await Promise.all(timeline.segments.map(({ key }) => storage.head(segmentKey(key))));
  return { timeline, isFinished, found: heads.map((head) => isFinished || head !== null) };
}

function isOf(segment: Timeline['segments'][number], beat: Beat): boolean {
  return segment.kind === beat.kind && segment.scene === beat.scene;
}

/** The calls that are still to be made. Prompts are asked for once where any picture is. */
function paidWork(draft: FilmDraft, { pictures, beats }: { pictures: PlannedPicture[]; beats: BeatWork[] }): FilmWork {
  const toDraw = pictures.filter(({ state }) => state === 'made').length;
  const materialChars = JSON.stringify(draft.script).length;
  const texts = beatsOf(draft.script).map(({ narration }) => narration);
  return {
    writerCalls: toDraw > 0 ? [{ operation: 'shots.describe', materialChars }] : [],
    pictures: toDraw,
    narrations: texts.filter((_text, index) => beats[index]?.voice === 'made'),
  };
}
