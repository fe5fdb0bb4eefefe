/** A note's wishes, with what stands in quotes taken out and replaced by `⟦0⟧`, so that no word in it is read as a wish. */
export interface SplitNote {
  wishes: string[];
  quoted: string[];
}

const quotePairs =
  /"([^"\n]+)"|“([^”“\n]+)[”“]|„([^“”"\n]+)[“”"]|«\s*([^»\n]+?)\s*»|»([^«\n]+)«|‘([^\n]+?)’(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])'([^\n]+?)'(?![\p{L}\p{N}])/gu;

const verbs =
  'replace|swap|change|substitute|remove|delete|drop|cut|skip|move|put|shorten|make|say|use|rename|exchange|switch|end|start|vervang|verander|wijzig|verwijder|schrap|verplaats|zet|wissel|verwissel|maak|zeg|gebruik|kort|haal|laat|eindig|begin|ersetze|ersetzen|ändere|ändern|entferne|entfernen|lösche|löschen|streiche|streichen|verschiebe|verschieben|tausche|tauschen|kürze|kürzen|sag|sage|mach|beende|beginne';

const separators = new RegExp(
  String.raw`\n+|\s*;\s*|(?<=[.!?])\s+(?=\S)|,?\s+(?:and then|then|and also|en dan|en ook|und dann|und auch)\s+|,?\s+(?:and|en|und)\s+(?=(?:please |ook |auch |also )?(?:${verbs})\b)`,
  'giu',
);

const nextWish = new RegExp(String.raw`,\s+(?=(?:${verbs})\b)`, 'iu');
/** What a comma follows without a new wish beginning: `instead of A, say B`. */
const preface = /^(?:please )?(?:instead of|rather than|in plaats van|statt|anstatt|anstelle|in|bij|für|for|voor)\s/iu;

export function splitNote(note: string): SplitNote {
  const quoted: string[] = [];
  const masked = note.replaceAll(/[⟦⟧]/gu, '').replaceAll(quotePairs, (_, ...groups: unknown[]) => {
    const text = groups.slice(0, 7).find((group) => typeof group === 'string') ?? '';
    quoted.push(text.trim());
    return `⟦${quoted.length - 1}⟧`;
  });
  const wishes = masked
    .split(separators)
    .flatMap(splitAtComma)
    .map((wish) => wish.trim())
    .filter((wish) => /[\p{L}\p{N}]/u.test(wish) && !isCourtesy(wish));
  return { wishes, quoted };
}

function splitAtComma(wish: string): string[] {
  const match = nextWish.exec(wish);
  if (!match || preface.test(wish)) return [wish];
  return [wish.slice(0, match.index), ...splitAtComma(wish.slice(match.index + match[0].length))];
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
