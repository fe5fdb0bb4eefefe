import { wordsOf } from '../spoken-length.ts';

const fewestWords = 4;
const wantedShare = 0.7;

/**
 * A shorter text made only by leaving out: last sentences until about two thirds of the words are left, or else what
 * follows the last comma or dash of the only sentence. The same text where neither leaves something whole.
 */
export function shortenText(text: string): string {
  const sentences = text.split(/(?<=[.!?…])\s+/u);
  const wanted = wordsOf(text).length * wantedShare;
  let kept = sentences;
  while (kept.length > 1 && wordsOf(kept.join(' ')).length > wanted && stands(kept.slice(0, -1)))
    kept = kept.slice(0, -1);
  return kept.length < sentences.length ? kept.join(' ') : withoutLastClause(text);
}

/** A question alone, or a line that announces what was cut, says nothing. */
function stands(sentences: string[]): boolean {
  const joined = sentences.join(' ');
  return wordsOf(joined).length >= fewestWords && !/[?:]$/.test(joined);
}

function withoutLastClause(text: string): string {
  const match = /^(.+?)(?:,|;|\s[–—-])\s[^,;–—]+?([.!?…]?)$/su.exec(text.trim());
  const [, head = '', end = ''] = match ?? [];
  return wordsOf(head).length >= fewestWords ? `${head}${end || ''}` : text;
}
