import { PermanentError, scriptSchema, type CallContext, type Script, type ScriptScene } from '@bom/domain';
import type { LlmResult, ReviseInput } from '../types.ts';
import { revisionSchema, type Revision } from './answers.ts';
import { askClaude, type Claude, type Complaint } from './ask-claude.ts';
import { unsupportedFacts } from './check-script.ts';
import { revisingPrompt } from './prompts.ts';
import { quoteData } from './quote-data.ts';
import { brandMaterial, warningOf } from './write-script.ts';

/** What Claude leaves null is copied from the old script by us, so that untouched scenes are untouched to the letter. */
export async function reviseScript(claude: Claude, input: ReviseInput, call: CallContext): Promise<LlmResult<Script>> {
  const { script, brief } = input;
  const notes = { note: input.note, scene_notes: input.sceneNotes ?? [] };
  const material = { ...brief, brand: brandMaterial(input) };
  const source = JSON.stringify([script, notes, material]);
  const question = {
    operation: 'script.revise',
    system: revisingPrompt,
    user: [
      quoteData('brief', material),
      quoteData('script', numbered(script)),
      quoteData('note', notes),
      `Revise the script for the note. Language of the film: ${script.language ?? brief?.language ?? 'as in the script'}.`,
    ].join('\n\n'),
    schema: revisionSchema,
    inspect: (revision: Revision) => checkRevision(revision, script, source),
  };
  const { value, model, complaints } = await askClaude(claude, question, call);
  return { value: applyRevision(script, value), provider: 'anthropic', model, warnings: complaints.map(warningOf) };
}

function numbered(script: Script) {
  const scenes = script.scenes.map(({ narration, visual, on_screen_text }, index) => ({
    index,
    narration,
    visual,
    on_screen_text: on_screen_text ?? null,
  }));
  return { title: script.title ?? null, hook: script.hook, scenes, cta: script.cta };
}

function checkRevision(revision: Revision, script: Script, source: string): Complaint[] {
  const used = revision.scenes.flatMap(({ from }) => (from === null ? [] : [from]));
  const fatal = revision.scenes.flatMap(({ from, narration, visual }, index) => {
    if (from === null) return narration && visual ? [] : [`scenes.${index}: a new scene needs narration and visual`];
    if (from >= script.scenes.length) return [`scenes.${index}.from: there is no scene with index ${from}`];
    if (narration === '') return [`scenes.${index}.narration: must not be empty; null keeps it as it was`];
    return used.indexOf(from) === used.lastIndexOf(from) ? [] : [`scenes.${index}.from: ${from} is used twice`];
  });
  const texts = [
    revision.hook,
    revision.cta,
    ...revision.scenes.flatMap((scene) => [scene.narration, scene.on_screen_text]),
  ].filter((text) => text !== null);
  return [...fatal.map((text) => ({ text, fatal: true })), ...unsupportedFacts(texts, source)];
}

function applyRevision(script: Script, revision: Revision): Script {
  const scenes = revision.scenes.map((change) => reviseScene(change, script.scenes[change.from ?? -1]));
  const title = revision.title ?? script.title;
  const revised = scriptSchema.safeParse({
    ...script,
    ...(title ? { title } : {}),
    hook: revision.hook ?? script.hook,
    cta: revision.cta ?? script.cta,
    scenes,
  });
  if (revised.success) return revised.data;
  throw new PermanentError('llm_schema', `The revised script is not valid: ${revised.error.issues[0]?.message ?? ''}.`);
}

function reviseScene(change: Revision['scenes'][number], was: ScriptScene | undefined): ScriptScene {
  const shown = change.on_screen_text ?? was?.on_screen_text;
  const { on_screen_text: _shown, image_url: imageUrl, ...rest } = was ?? { narration: '', visual: '' };
  const visual = change.visual || rest.visual;
  // A picture that was given for the old visual would hide the new one.
  const keepsPicture = imageUrl !== undefined && visual === rest.visual;
  return {
    ...rest,
    narration: change.narration ?? rest.narration,
    visual,
    ...(shown ? { on_screen_text: shown } : {}),
    ...(keepsPicture ? { image_url: imageUrl } : {}),
  };
}
