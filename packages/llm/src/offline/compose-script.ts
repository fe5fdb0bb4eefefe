import type { Brief, BrandKit, Script, ScriptScene } from '@bom/domain';
import { spokenSeconds, wordsOf } from '../spoken-length.ts';
import { choose } from './choose.ts';
import { spokenText } from './clean-answer.ts';
import type { Copy, LabelKind, Tone } from './copy/copy.ts';
import { fillLine, slotsOf, upperFirst, type Slots } from './fill-line.ts';
import { fitPhrase } from './fit-phrase.ts';
import { readBrief, type Material, type Said } from './read-brief.ts';
import { visualFor } from './visuals.ts';

export interface Composition {
  brief: Brief;
  brandKit: BrandKit;
  copy: Copy;
  tone: Tone;
  language: string;
  seed: string;
}

interface Draft extends Composition {
  material: Material;
  slots: Slots;
}

interface Composed {
  script: Script;
  material: Material;
}

/** Within a fifth of the target the client's own words weigh more than the length, beyond it much less. */
const freeDeviation = 0.2;
const wordsPerDeviation = 6;
const wordsPerExcess = 200;
/** What reads at a glance: up to 36 letters, digits and plain signs. */
const readable = /^[\p{L}\p{N} ,’&%€$+-]{4,36}$/u;
const wordsOfTwoEdges = 16;
const lineWords = [7, 10, 14, 18];
const extras = [0, 1, 2];

/**
 * Of all the lengths that the material allows, the script that is near the target and says most of what the client said.
 * Four to six scenes.
 */
export function composeScript(composition: Composition, targetSeconds: number): Script {
  const scripts = lineWords.flatMap((maxWords) => {
    const material = readBrief(composition.brief, { grammar: composition.copy.grammar, maxWords });
    const draft = { ...composition, material, slots: slotsFrom(material) };
    return extras.map((extra) => ({ script: compose(draft, extra), material }));
  });
  const score = ({ script, material }: Composed): number => {
    const off = Math.abs(secondsOf(script, composition.language) - targetSeconds) / targetSeconds;
    return ownWords(material) - off * wordsPerDeviation - Math.max(0, off - freeDeviation) * wordsPerExcess;
  };
  return scripts.reduce((best, candidate) => (score(candidate) > score(best) ? candidate : best)).script;
}

function ownWords({ offer, audience, edge }: Material): number {
  return [offer, audience, edge].reduce((sum, said) => sum + wordsOf(said?.text ?? '').length, 0);
}

function secondsOf(script: Script, language: string): number {
  const spoken = [script.hook, ...script.scenes.map(({ narration }) => narration), script.cta];
  return spoken.reduce((sum, text) => sum + spokenSeconds(text, language), 0);
}

function slotsFrom({ name, offer, audience, edge, topic }: Material): Slots {
  return {
    name,
    offer: offer && !offer.statement ? offer.text : undefined,
    audience: audience?.text,
    edge: edge?.text,
    topic: topic?.text,
  };
}

function compose(draft: Draft, extra: number): Script {
  const { material, copy, tone, language } = draft;
  const lines = copy.tones[tone];
  const shortSlots = {
    name: material.name,
    audience: material.audience?.short,
    offer: draft.slots.offer && material.offer?.short,
  };
  const hookLine = chooseLine(draft, 'hook', lines.hooks, shortSlots);
  const hook = fillLine(hookLine, shortSlots, copy.grammar.lowersFirst);
  const needs = lines.needs.filter(
    (line) => !(slotsOf(hookLine).includes('audience') && slotsOf(line).includes('audience')),
  );
  const scenes = [
    scene(draft, 'need', say(draft, 'need', needs)),
    scene(draft, 'offer', offerLine(draft)),
    ...optionalScenes(draft, extra),
    scene(draft, 'promise', say(draft, 'promise', lines.promises)),
  ];
  scenes.splice(scenes.length - 1, 0, scene(draft, 'edge', edgeLine(draft)), ...fillers(draft, extra));
  return { title: titleOf(draft), language, hook, scenes, cta: ctaLine(draft) };
}

/** A line on how we work, where the material is too thin for a film. */
function fillers(draft: Draft, extra: number): ScriptScene[] {
  const { material, copy, seed } = draft;
  if (extra === 0 || material.more || material.topic || !material.edge) return [];
  const shown = copy.labels.promise.filter((label) => label !== labelFor(draft, 'promise'));
  const filler = scene(draft, 'promise', say(draft, 'filler', copy.plainEdges));
  return [{ ...filler, visual: visualFor('edge', material, `${seed}/filler`), on_screen_text: choose(shown, seed) }];
}

/** What more the material has to say: its topic before all, then a second thing that is sold. */
function optionalScenes(draft: Draft, extra: number): ScriptScene[] {
  const { material, copy } = draft;
  const topic = material.topic ? [scene(draft, 'topic', say(draft, 'topic', copy.topics))] : [];
  const more = material.more;
  const moreScene = more
    ? [scene(draft, 'more', more.statement ? sentence(more) : say(draft, 'more', copy.mores, { more: more.text }))]
    : [];
  // A topic is what the film was ordered for, so that it is never left out.
  return [...moreScene, ...topic]
    .slice(-Math.max(extra, topic.length) || Infinity)
    .slice(0, extra === 0 ? topic.length : 2);
}

function offerLine(draft: Draft): string {
  const { material, copy, tone } = draft;
  if (material.offer?.statement) return say(draft, 'offer', copy.statements, { statement: sentence(material.offer) });
  return say(draft, 'offer', draft.slots.offer ? copy.tones[tone].offers : copy.plainOffers);
}

function edgeLine(draft: Draft): string {
  const { material, copy, tone } = draft;
  const { edge, edgeMore } = material;
  if (!edge) return say(draft, 'edge', copy.plainEdges);
  const both = edgeMore && wordsOf(`${edge.text} ${edgeMore.text}`).length <= wordsOfTwoEdges;
  const text = both ? `${edge.text}. ${upperFirst(edgeMore.text)}` : edge.text;
  return say(draft, 'edge', copy.tones[tone].edges, { edge: text });
}

function ctaLine(draft: Draft): string {
  const { brandKit, copy, tone } = draft;
  const own = spokenText(brandKit.cta?.text ?? '');
  const line = own ? ended(own) : say(draft, 'cta', copy.tones[tone].ctas);
  const url = spokenUrl(brandKit.cta?.url ?? '');
  if (!url || line.toLowerCase().includes(url.toLowerCase())) return line;
  return `${line} ${say(draft, 'url', copy.urls, { url })}`;
}

function spokenUrl(url: string): string {
  return url
    .trim()
    .replace(/^https?:\/\//iu, '')
    .replace(/^www\./iu, '')
    .replace(/[/?#].*$/u, '');
}

function sentence({ text }: Said): string {
  return ended(upperFirst(text));
}

function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function say(draft: Draft, beat: string, lines: readonly string[], more: Slots = {}): string {
  const slots = { ...draft.slots, ...more };
  return fillLine(chooseLine(draft, beat, lines, slots), slots, draft.copy.grammar.lowersFirst);
}

/** Lines whose slots can be filled; one that uses the client's own words counts three times. */
function chooseLine(draft: Draft, beat: string, lines: readonly string[], slots: Slots): string {
  const fillable = lines.filter((line) => slotsOf(line).every((slot) => slots[slot]));
  const own = fillable.filter((line) => slotsOf(line).some((slot) => slot !== 'name'));
  return choose([...fillable, ...own, ...own], `${draft.seed}/${beat}`);
}

function scene(draft: Draft, kind: LabelKind, narration: string): ScriptScene {
  const { material, seed } = draft;
  return { narration, visual: visualFor(kind, material, seed), on_screen_text: labelFor(draft, kind) };
}

/** The client's own words where they are short enough to read at a glance. */
function labelFor({ material, copy, seed, brief }: Draft, kind: LabelKind): string {
  const own = { offer: material.offer, more: material.more, topic: material.topic, edge: material.edge }[
    kind as 'offer'
  ];
  // Of what is different, and of the topic, only a whole clause says anything.
  const isStatement = kind === 'edge' || kind === 'topic';
  const short =
    own && (isStatement || !own.statement)
      ? fitPhrase(own.text, { maxWords: 5, grammar: copy.grammar, isStatement, isTerse: true })
      : null;
  const fits = short !== null && wordsOf(short.text).length >= 2 && readable.test(short.text);
  return fits ? upperFirst(short.text) : choose(copy.labels[kind], `${seed}/${brief.business_name}/${kind}`);
}

function titleOf({ material }: Draft): string {
  const about = material.topic?.short || (material.offer?.short ?? '');
  return [material.name, upperFirst(about)].filter(Boolean).join(' – ').slice(0, 160);
}
