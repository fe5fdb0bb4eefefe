import { PermanentError } from '@bom/domain';
import { repairWords } from '../speech/spoken-words.ts';
import type { BrandLook, FilmRequest, FilmScene, MediaRef, Narration, Timeline } from '../timeline.ts';

const maxScenes = 60;
/** Over two minutes of speech; laying out captions takes time with the square of it. */
const maxTextChars = 2000;
/** Decoders and container headers disagree about a take's length by up to this much. */
const lengthToleranceMs = 120;
const minNarrationMs = 20;
/** A picture with a shorter side than this is blurred at any size of film. */
const leastClearPx = 200;
const endCardMs = 2800;
const bumperImageMs = 1800;
const bumperClipMaxMs = 6000;

export type Warnings = Timeline['warnings'];

/** A scene of the request or of the brand (intro, end card, outro), checked, its words in order. */
export interface PreparedScene extends FilmScene {
  role: 'intro' | 'body' | 'end-card' | 'outro';
}

/**
 * The film's scenes in film order: intro, hook, scenes, end card, outro. An end card is added where the script has no
 * call to action but the brand has. Throws PermanentError with a code per fault and the scene it is in.
 */
export function prepareScenes(request: FilmRequest, warnings: Warnings): PreparedScene[] {
  if (request.scenes.length === 0) {
    throw new PermanentError('no_scenes', 'The film has no scenes; send at least one.');
  }
  if (request.scenes.length > maxScenes) {
    throw new PermanentError(
      'too_many_scenes',
      `The film has ${request.scenes.length} scenes; send at most ${maxScenes}.`,
    );
  }
  const ranks: Record<FilmScene['kind'], number> = { hook: 0, scene: 1, cta: 2 };
  const ordered = request.scenes.toSorted((a, b) => ranks[a.kind] - ranks[b.kind]);
  const body = ordered.map((scene) => prepareScene(scene, warnings));
  return [
    ...bumper(request.look.intro, 'intro'),
    ...body,
    ...impliedEndCard(request),
    ...bumper(request.look.outro, 'outro'),
  ];
}

function prepareScene(scene: FilmScene, warnings: Warnings): PreparedScene {
  if (scene.picture) checkPicture(scene.picture, scene, warnings);
  if (Math.max(scene.text.length, scene.onScreenText?.length ?? 0) > maxTextChars) {
    throw new PermanentError(
      'text_too_long',
      `A scene's text is longer than ${maxTextChars} characters; split the scene.`,
      {
        scene: scene.scene,
      },
    );
  }
  const { minDurationMs } = scene;
  if (minDurationMs !== undefined && !(minDurationMs >= 0 && Number.isFinite(minDurationMs))) {
    throw new PermanentError(
      'bad_duration',
      'A scene has a duration that is not a number of milliseconds; send a positive one.',
      {
        scene: scene.scene,
      },
    );
  }
  const role = scene.kind === 'cta' ? 'end-card' : 'body';
  if (!scene.narration) return { ...scene, role };
  return { ...scene, role, narration: prepareNarration(scene.narration, scene, warnings) };
}

function prepareNarration(narration: Narration, scene: FilmScene, warnings: Warnings): Narration {
  const { media, fromMs } = narration;
  const known = media.durationMs ?? narration.toMs;
  const toMs = Math.min(narration.toMs, known + lengthToleranceMs);
  if (media.kind === 'image' || !(fromMs >= 0) || !(toMs - fromMs >= minNarrationMs) || !Number.isFinite(toMs)) {
    throw new PermanentError(
      'narration_empty',
      'A scene has a voice recording without sound in it; record it again or leave it out.',
      {
        scene: scene.scene,
      },
    );
  }
  const { words, repaired } = repairWords(narration.words, toMs - fromMs, scene.scene);
  if (repaired)
    warn(
      warnings,
      scene,
      'word_times_repaired',
      'Word times overlapped or ran past the recording and were put in order.',
    );
  const isEstimated = narration.estimated === true || (words.length === 0 && scene.text.trim() !== '');
  if (isEstimated && !warnings.some(({ code }) => code === 'estimated_captions')) {
    const detail = 'The times of spoken words are unknown, so captions are timed by estimate.';
    warnings.push({ code: 'estimated_captions', detail });
  }
  return { media, fromMs, toMs, words };
}

function warn(warnings: Warnings, scene: FilmScene, code: string, detail: string): void {
  warnings.push({ code, detail, ...(scene.scene === null ? {} : { scene: scene.scene }) });
}

function checkPicture(picture: MediaRef, scene: FilmScene, warnings: Warnings): void {
  assertPicture(picture, scene.scene);
  const { width = 0, height = 0 } = picture;
  if (Math.min(width, height) >= leastClearPx) return;
  warn(
    warnings,
    scene,
    'picture_small',
    `The picture has ${width} x ${height} pixels and looks blurred; send a larger one.`,
  );
}

function assertPicture(picture: MediaRef, scene: number | null): void {
  if (picture.kind === 'audio') {
    throw new PermanentError(
      'picture_is_audio',
      'A scene has a sound file for its picture; send an image or a video.',
      { scene },
    );
  }
  if (!((picture.width ?? 0) > 0 && (picture.height ?? 0) > 0)) {
    throw new PermanentError(
      'picture_size_unknown',
      'The size of a scene picture in pixels is unknown; measure it before planning.',
      { scene },
    );
  }
}

function bumper(media: MediaRef | undefined, role: 'intro' | 'outro'): PreparedScene[] {
  if (!media) return [];
  assertPicture(media, null);
  const lengthMs =
    media.kind === 'video' ? Math.min(media.durationMs ?? bumperImageMs, bumperClipMaxMs) : bumperImageMs;
  return [
    { role, kind: role === 'intro' ? 'hook' : 'cta', scene: null, text: '', picture: media, minDurationMs: lengthMs },
  ];
}

function impliedEndCard({ scenes, look }: { scenes: FilmScene[]; look: BrandLook }): PreparedScene[] {
  const wanted = Boolean(look.cta.text?.trim() || look.cta.url?.trim());
  if (!wanted || scenes.some((scene) => scene.kind === 'cta')) return [];
  return [{ role: 'end-card', kind: 'cta', scene: null, text: '', minDurationMs: endCardMs }];
}
