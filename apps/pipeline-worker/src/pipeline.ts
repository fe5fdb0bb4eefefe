import type { FilmRecipe, FilmWarning } from '@bom/domain';
import { handOverToAssembly } from '@bom/db';
import type { JobClaim } from '@bom/db';
import type { PipelineDeps } from './deps.ts';
import { estimateOf } from './film-prices.ts';
import { loadFilm } from './film.ts';
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
  const { costCents, calls } = estimateOf(deps, film);
  deps.logger.info({ job_id: claim.job.id, cost_cents: costCents, calls }, 'estimated, with nothing made yet');
  const stage = openStage({ deps, claim, film, signal });

  await stage.enter('script');
  const written = await writeScript(stage);
  await stage.enter('images');
  const pictures = await makePictures(stage, written.script);
  await stage.enter('voice');
  const voice = await speakBeats(stage, written.script);

  const recipe: FilmRecipe = {
    formats: film.request.formats,
    language: written.script.language ?? film.language,
    script: written.script,
    brand: { name: film.clientName, kit: film.brandKit },
    pictures: pictures.sources,
    voice: voice.recipe,
    ...(film.draft?.seeds ? { seeds: film.draft.seeds } : {}),
    music: film.draft ? film.draft.music : film.brandKit.music_url ? { url: film.brandKit.music_url } : null,
    captions: film.request.captions ?? film.brandKit.captions ?? {},
    warnings: unique([...written.warnings, ...pictures.warnings, ...voice.warnings]),
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
