import type { Script, ScriptScene } from '@bom/domain';
import type { Edit } from './edit.ts';
import { replaceWords } from './replace-words.ts';
import { shortenText } from './shorten-text.ts';

interface Draft {
  script: Script;
  /** Indices of the old scenes in their new order, dropped ones included. */
  order: number[];
  dropped: Set<number>;
}

/** All edits on a script; those that can't be done come back with the reason. Scene numbers mean the old script. */
export function applyEdits(
  script: Script,
  edits: Edit[],
): { script: Script; impossible: { said: string; why: string }[] } {
  const draft: Draft = {
    script: structuredClone(script),
    order: script.scenes.map((_, index) => index),
    dropped: new Set(),
  };
  const impossible = edits.flatMap((edit) => {
    const why = missingScene(edit, script) ?? apply(draft, edit);
    return why ? [{ said: edit.said, why }] : [];
  });
  const kept = draft.order.filter((index) => !draft.dropped.has(index));
  const scenes = kept.flatMap((index) => draft.script.scenes[index] ?? []);
  return { script: { ...draft.script, scenes }, impossible };
}

function missingScene(edit: Edit, { scenes }: Script): string | undefined {
  const named =
    edit.kind === 'drop' || edit.kind === 'swap'
      ? edit.scenes
      : edit.kind === 'move'
        ? [edit.scene, ...Object.values(edit.to).filter((place) => place !== Infinity)]
        : [edit.scene ?? 0];
  const missing = named.find((index) => index < 0 || index >= scenes.length);
  return missing === undefined ? undefined : `there is no scene ${missing + 1}, the script has ${scenes.length}`;
}

function apply(draft: Draft, edit: Edit): string | undefined {
  if (edit.kind === 'replace') return applyReplace(draft, edit);
  if (edit.kind === 'set') return applySet(draft, edit);
  if (edit.kind === 'shorten') return applyShorten(draft, edit.scene);
  if (edit.kind === 'move') return applyMove(draft, edit);
  if (edit.kind === 'swap') return applySwap(draft, edit.scenes);
  return applyDrop(draft, edit.scenes);
}

function applyReplace(draft: Draft, { find, by, scene }: Extract<Edit, { kind: 'replace' }>): string | undefined {
  const { script } = draft;
  const change = (text: string): string => replaceWords(text, find, by);
  const inScope = (index: number): boolean => scene === null || scene === index;
  const changed: Script = {
    ...script,
    ...(scene === null ? { hook: change(script.hook), cta: change(script.cta) } : {}),
    ...(scene === null && script.title ? { title: change(script.title) || script.title } : {}),
    scenes: script.scenes.map((old, index) => (inScope(index) ? changeSpoken(old, change) : old)),
  };
  if (changed.scenes.some(({ narration }) => narration === '')) return 'nothing would be left of a scene';
  const isSame = JSON.stringify(changed) === JSON.stringify(script);
  // Pictures are only touched where the words stand nowhere else.
  const scenes = script.scenes.map((old, index) => (inScope(index) ? { ...old, visual: change(old.visual) } : old));
  draft.script = isSame ? { ...script, scenes } : changed;
  const nowhere = isSame && scenes.every(({ visual }, index) => visual === script.scenes[index]?.visual);
  return nowhere ? `“${find}” is not in the ${scene === null ? 'script' : 'scene'}` : undefined;
}

function changeSpoken(scene: ScriptScene, change: (text: string) => string): ScriptScene {
  const { on_screen_text: shown, ...rest } = scene;
  const newShown = shown === undefined ? undefined : change(shown);
  return { ...rest, narration: change(scene.narration), ...(newShown ? { on_screen_text: newShown } : {}) };
}

const maxChars = { hook: 600, cta: 600, title: 200, narration: 1200, on_screen_text: 200 };

function applySet(draft: Draft, { field, text, scene }: Extract<Edit, { kind: 'set' }>): string | undefined {
  if (text.length > maxChars[field]) return `the new text may have ${maxChars[field]} characters at most`;
  if (field === 'hook' || field === 'cta' || field === 'title') draft.script = { ...draft.script, [field]: text };
  else
    draft.script = {
      ...draft.script,
      scenes: draft.script.scenes.map((old, index) => (index === scene ? { ...old, [field]: text } : old)),
    };
  return undefined;
}

function applyShorten(draft: Draft, scene: number | null): string | undefined {
  const scenes = draft.script.scenes.map((old, index) =>
    scene === null || scene === index ? { ...old, narration: shortenText(old.narration) } : old,
  );
  const isSame = scenes.every(({ narration }, index) => narration === draft.script.scenes[index]?.narration);
  draft.script = { ...draft.script, scenes };
  return isSame ? 'no sentence can be left out without rewriting' : undefined;
}

function applyMove(draft: Draft, { scene, to }: Extract<Edit, { kind: 'move' }>): string | undefined {
  const anchor = 'before' in to ? to.before : 'after' in to ? to.after : null;
  if (anchor === scene) return 'a scene cannot be moved next to itself';
  const others = draft.order.filter((index) => index !== scene);
  const at = 'at' in to ? Math.min(to.at, others.length) : others.indexOf(anchor ?? 0) + ('after' in to ? 1 : 0);
  draft.order = others.toSpliced(at, 0, scene);
  return undefined;
}

function applySwap(draft: Draft, [first, second]: [number, number]): string | undefined {
  if (first === second) return 'these are the same scene';
  draft.order = draft.order.map((index) => (index === first ? second : index === second ? first : index));
  return undefined;
}

function applyDrop(draft: Draft, scenes: number[]): string | undefined {
  const dropped = new Set([...draft.dropped, ...scenes]);
  if (dropped.size >= draft.order.length) return 'a film needs one scene at least';
  draft.dropped = dropped;
  return undefined;
}
