/**
 * Feeds texts on which careless patterns take quadratic time to the functions that read what strangers wrote. Says before each
 * what it is about to do, so that whoever stops it knows where it stood still.
 */
import { writeSync } from 'node:fs';
import { maskPersonal } from '../../apps/api/src/events/mask-personal.ts';
import { softenPrompt } from '../../packages/imagery/src/soften-prompt.ts';
import { writeOfflineScript } from '../../packages/llm/src/offline/write-offline-script.ts';
import { replaceWords } from '../../packages/llm/src/revise-by-rule/replace-words.ts';
import { readNote } from '../../packages/llm/src/revise-by-rule/read-note.ts';
import { shortenText } from '../../packages/llm/src/revise-by-rule/shorten-text.ts';
import { spokenSeconds } from '../../packages/llm/src/spoken-length.ts';
import { cleanLine, cleanLines, defuseLinks } from '../../packages/notify/src/content/clean-text.ts';
import { wordsOf } from '../../packages/provider/src/failures.ts';
import { redactLine, redactText } from '../../packages/runtime/src/redact.ts';

const length = 100_000;
const repeated = [
  ['a', 'a ', ' ', '\n', '. ', 'a.', 'a. ', '1', '1 ', '1-', '@', 'a@b.', '"', '"a', '""', "'a ", "' ", "'a' "],
  ['“', '„', '«', '« ', '»', '‘', '‘a', '(', '[', '<', '<a', '{', '\\', '?a=', '?sig', 'sig', '://', 'a://', 'a-'],
  ['a:', 'https://', 'www.a', ' ;', '; ', ', ', ',put ', ', put ', ' and ', ' and put ', ' to ', 'title  to  '],
  [' in scene 1', ' with ', ' replace a with a', ' - ', ' – ', ',a', '18-25 ', '👩‍', '\u0301', '字', 'a, and we '],
  ['**', '#', 'Bearer  ', '"a":"\\"', '🇳🇱', 'scene ', 'please ', ' thanks'],
].flat();
const starts = ['', 'title '];
const ends = ['', 'x', '⟦'];

const script = {
  title: 'Bread',
  language: 'en',
  hook: 'Warm.',
  scenes: [{ narration: 'Good bread.', visual: '' }],
  cta: 'Come.',
};
const brief = {
  business_name: 'Bakery',
  what_they_sell: 'bread',
  target_customer: 'neighbours',
  differentiator: 'sourdough',
  tone: 'friendly',
  language: 'en',
};
const readers = {
  maskPersonal,
  redactText: (text) => redactText(text),
  redactLine: (text) => redactLine(JSON.stringify({ text }), []),
  readNote: (text) => readNote(text, { scene: null, script }),
  readSceneNote: (text) => readNote(text, { scene: 0, script }),
  shortenText,
  replaceWords: (text) => replaceWords(text, 'a', ''),
  softenPrompt,
  spokenSeconds: (text) => spokenSeconds(text, 'en'),
  cleanLine: (text) => cleanLine(text),
  cleanLines: (text) => cleanLines(text),
  defuseLinks,
  wordsOfProvider: wordsOf,
};
/** As dear as a text of the brief's own 4,000 characters, whatever its length; hence fewer texts. */
const writers = {
  writeOffer: (text) => writeOfflineScript({ brief: { ...brief, what_they_sell: text } }),
  writeAudience: (text) => writeOfflineScript({ brief: { ...brief, target_customer: text } }),
  writeEdge: (text) => writeOfflineScript({ brief: { ...brief, differentiator: text, language: 'nl' } }),
};

function feed(name, read, { start, unit, end }) {
  writeSync(1, `${name} ${JSON.stringify([start, unit, end])}\n`);
  read((start + unit.repeat(Math.ceil(length / unit.length))).slice(0, length) + end);
}

for (const unit of repeated) {
  for (const [name, read] of Object.entries(readers)) {
    for (const start of starts) for (const end of ends) feed(name, read, { start, unit, end });
  }
  for (const [name, write] of Object.entries(writers)) feed(name, write, { start: '', unit, end: 'x' });
}
writeSync(1, 'all fed\n');
