import { maskQuotes } from './mask-quotes.ts';

/** A note's wishes, with what stands in quotes taken out and replaced by `⟦0⟧`, so that no word in it is read as a wish. */
export interface SplitNote {
  wishes: string[];
  quoted: string[];
}

const verbs =
  'replace|swap|change|substitute|remove|delete|drop|cut|skip|move|put|shorten|make|say|use|rename|exchange|switch|end|start|vervang|verander|wijzig|verwijder|schrap|verplaats|zet|wissel|verwissel|maak|zeg|gebruik|kort|haal|laat|eindig|begin|ersetze|ersetzen|ändere|ändern|entferne|entfernen|lösche|löschen|streiche|streichen|verschiebe|verschieben|tausche|tauschen|kürze|kürzen|sag|sage|mach|beende|beginne';

/** Of a note whose blanks are single. */
const separators = new RegExp(
  String.raw`\n| ?; ?|(?<=[.!?]) (?=\S)|,? (?:and then|then|and also|en dan|en ook|und dann|und auch) |,? (?:and|en|und) (?=(?:please |ook |auch |also )?(?:${verbs})\b)`,
  'giu',
);

const nextWish = new RegExp(String.raw`, (?=(?:${verbs})\b)`, 'giu');
/** What a comma follows without a new wish beginning: `instead of A, say B`. */
const preface = /^(?:please )?(?:instead of|rather than|in plaats van|statt|anstatt|anstelle|in|bij|für|for|voor)\s/iu;
const longestPreface = 40;

export function splitNote(note: string): SplitNote {
  const { text, quoted } = maskQuotes(singleBlanks(note.replaceAll(/[⟦⟧]/gu, '')));
  const wishes = text
    .split(separators)
    .flatMap(splitAtComma)
    .map((wish) => wish.trim())
    .filter((wish) => /[\p{L}\p{N}]/u.test(wish) && !isCourtesy(wish));
  return { wishes, quoted };
}

/** No pattern below has to try how a row of blanks may be shared out. */
function singleBlanks(text: string): string {
  const lines = text.split('\n').map((line) => line.replaceAll(/\s+/gu, ' ').trim());
  return lines.filter((line) => line !== '').join('\n');
}

function splitAtComma(wish: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { index, 0: comma } of wish.matchAll(nextWish)) {
    if (preface.test(wish.slice(from, from + longestPreface))) break;
    parts.push(wish.slice(from, index));
    from = index + comma.length;
  }
  return [...parts, wish.slice(from)];
}

/** A wish as it was typed. */
export function unmask(text: string, quoted: readonly string[], quote = '"'): string {
  return text.replaceAll(/⟦(\d+)⟧/gu, (_, index: string) => `${quote}${quoted[Number(index)] ?? ''}${quote}`);
}

function isCourtesy(wish: string): boolean {
  return /^(?:thanks?(?: you)?(?: so much| very much)?|many thanks|great(?: work| job)?|nice(?: work)?|well done|looks? (?:good|great)|hi|hello|hallo|bedankt|dank je(?: wel)?|dankjewel|mooi|top|super|danke(?: schön)?|vielen dank|prima|toll|regards|groet(?:en|jes)?|grüße|(?:the )?rest is (?:fine|good|great))[\s,.!]*$/iu.test(
    wish,
  );
}
