import { PermanentError, type Script } from '@bom/domain';
import type { ReviseInput } from '../types.ts';
import { applyEdits } from './apply-edits.ts';
import type { Edit } from './edit.ts';
import { readNote } from './read-note.ts';

/**
 * Does what a note asks for where a rule can: replaced words, new texts in quotes, dropped, moved and swapped scenes,
 * shorter text; in English, Dutch and German. All of a note is done or none of it.
 *
 * @throws PermanentError `needs_llm` with `details.understood` and `details.not_understood`
 */
export function reviseByRule({ script, note, sceneNotes = [] }: ReviseInput): Script {
  const notes = [
    { text: note, scene: null },
    ...sceneNotes.map(({ note: text, index }) => ({ text, scene: index })),
  ].filter(({ text }) => text.trim() !== '');
  const read = notes.map(({ text, scene }) => readNote(text, { scene, script }));
  const understood = read.flatMap(({ edits }) => edits);
  const unclear = read.flatMap(({ unclear: parts }) => parts);
  if (unclear.length > 0 || understood.length === 0) throw needsLlm(understood, unclear);
  const { script: revised, impossible } = applyEdits(script, understood);
  if (impossible.length > 0)
    throw needsLlm(
      understood.filter((edit) => !impossible.some(({ said }) => said === edit.said)),
      impossible.map(({ said, why }) => `${said} (${why})`),
    );
  return revised;
}

function needsLlm(understood: Edit[], unclear: string[]): PermanentError {
  const done = understood.map(({ said }) => `“${said}”`);
  const open = unclear.map((part) => `“${part}”`);
  const known = done.length > 0 ? ` Understood: ${done.join(', ')}.` : '';
  return new PermanentError(
    'needs_llm',
    `Without a language model this can't be done: ${open.join(', ') || 'an empty note'}.${known} By rule: replace "A" with "B", call to action: "…", remove scene 2, move scene 3 before scene 1, swap scenes 1 and 2, shorter.`,
    { details: { understood: understood.map(({ said }) => said), not_understood: unclear } },
  );
}
