import type { FilmRecipe, FilmWarning } from '@bom/domain';
import { handOverToAssembly } from '@bom/db';
import type { JobClaim } from '@bom/db';
import type { PipelineDeps } from './deps.ts';
import { loadFilm } from './film.ts';
import { describeShots } from './steps/describe-shots.ts';
import { makePictures } from './steps/make-pictures.ts';
import { speakBeats } from './steps/speak-beats.ts';
import { writeScript } from './steps/write-script.ts';
import { openStage } from './stage.ts';

/**
 * From a brief to everything that a film is made from: script, one picture and one voice take a beat. Each step's
 * result is remembered with the video, so that a run that is interrupted anywhere goes on from there, and a later one
 * with the same inputs does nothing again. Ends by handing the job over to assembly.
 */
export async function runPipeline(deps: PipelineDeps, claim: JobClaim, signal: AbortSignal): Promise<void> {
  const film = await loadFilm(deps.db, claim);
  const stage = openStage({ deps, claim, film, signal });

  await stage.enter('script');
  const written = await writeScript(stage);
  await stage.enter('images');
  const shots = await describeShots(stage, written.script);
  const pictures = await makePictures(stage, { script: written.script, shots: shots.shots });
  await stage.enter('voice');
  const voice = await speakBeats(stage, written.script);

  const recipe: FilmRecipe = {
    formats: film.request.formats,
    language: written.script.language ?? film.language,
    script: written.script,
    brand: { name: film.clientName, kit: film.brandKit },
    pictures: pictures.sources,
    voice: { kind: 'takes', takes: voice.takes },
    music: film.brandKit.music_url ? { url: film.brandKit.music_url } : null,
    captions: film.request.captions ?? film.brandKit.captions ?? {},
    warnings: unique([...written.warnings, ...shots.warnings, ...pictures.warnings, ...voice.warnings]),
  };
  await handOverToAssembly(deps.db, { claim, recipe });
}

/** One line a fallback: what happened in several scenes is said once, of the whole film. */
function unique(warnings: FilmWarning[]): FilmWarning[] {
  const byText = new Map<string, FilmWarning>();
  for (const warning of warnings) {
    const { code, detail } = warning;
    const key = `${code} ${detail}`;
    byText.set(key, byText.has(key) ? { code, detail } : warning);
  }
  return [...byText.values()];
}
