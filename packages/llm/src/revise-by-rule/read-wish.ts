import type { EditAction, TextField } from './edit.ts';

type Reader = (wish: string, scene: number | null) => EditAction | undefined;

const quoted = '(⟦\\d+⟧)';
const value = '(⟦\\d+⟧|[^⟦⟧]+?)';
const the = '(?:the |de |het |den |die |das |der |this |our |onze |unsere[rn]? )?';
const wordNoun =
  '(?:(?:the |de |het |das |die )?(?:words?|phrase|sentence|text|term|woord(?:en)?|tekst|zin|wort|wörter|satz) )?';

const fieldNames: [TextField, string][] = [
  [
    'on_screen_text',
    'on[- ]?screen[- ]text|text on (?:the )?screen|caption|schermtekst|tekst in beeld|bildschirmtext|einblendung',
  ],
  [
    'cta',
    'cta|call[- ]to[- ]action|oproep|slotzin|ending|last line|closing line|handlungsaufforderung|schlusssatz|aufruf',
  ],
  ['hook', 'hook|opening(?: line)?|openingszin|first line|einstieg|eröffnung'],
  ['title', 'title|titel'],
  ['narration', 'narration|voice-?over(?: text)?|sprechertext|ingesproken tekst|new text|nieuwe tekst|neuer text'],
];

/** The edit that one wish asks for; undefined where no rule covers the whole of it. Scenes come as `scene N` from 1. */
export function readWish(wish: string, scene: number | null): EditAction | undefined {
  const { rest, scope } = takeScope(wish, scene);
  for (const read of readers) {
    const action = read(rest, scope) ?? (rest === wish ? undefined : read(wish, scene));
    if (action) return action;
  }
  return undefined;
}

/** `In scene 2, replace …` and `replace … in scene 2`. */
function takeScope(wish: string, scene: number | null): { rest: string; scope: number | null } {
  const before =
    /^(?:in |bij |voor |for |für |bei )?scene (\d{1,2})\s*[:,]\s*(.+)$/isu.exec(wish) ??
    /^in scene (\d{1,2})\s+(.+)$/isu.exec(wish);
  if (before) return { scope: indexOf(before[1]), rest: before[2] ?? '' };
  const after = /^(.+?)\s+(?:in|of|from|van|uit|aus|von)\s+scene (\d{1,2})$/isu.exec(wish);
  return after ? { scope: indexOf(after[2]), rest: after[1] ?? '' } : { rest: wish, scope: scene };
}

const readers: Reader[] = [readSet, readDrop, readMove, readSwap, readShorten, readReplace];

function readSet(wish: string, scene: number | null): EditAction | undefined {
  const lead =
    '(?:(?:change|set|make|use|replace|new|update|rewrite|verander|wijzig|vervang|maak|nieuwe|ändere|ändern|ersetze|neue[rs]?|als) )*';
  const link =
    '(?:\\s*(?::|=|to|into|by|with|say|should (?:be|say)|must be|is|becomes|as|naar|in|door|moet zijn|wordt|zu|durch|soll|lautet|mit))*\\s*';
  for (const [field, names] of fieldNames) {
    const tail = '(?:\\s*(?:sein|zijn|werden|worden|ändern|lauten))?';
    const match =
      exec(`${lead}${the}(?:${names})(?: (?:of|in|van|von|bei|for) scene (\\d{1,2}))?${link}${quoted}${tail}`, wish) ??
      exec(`${lead}${the}(?:${names})(?: (?:of|in|van|von|bei|for) scene (\\d{1,2}))?\\s*:\\s*${value}`, wish);
    if (match) return setText(field, match[2], match[1] ? indexOf(match[1]) : scene);
  }
  const ending = exec(
    `(?:end|finish|close|eindig|sluit af|ende|beende\\p{L}*|schließe?)(?: (?:the video|the film|de film|de video|den film|das video|es|it))? (?:with|met|mit) ${quoted}(?: ab)?`,
    wish,
  );
  if (ending) return setText('cta', ending[1], null);
  const opening = exec(
    `(?:start|open|begin|beginne?|starte)(?: (?:the video|the film|de film|de video|den film|das video))? (?:with|met|mit) ${quoted}`,
    wish,
  );
  if (opening) return setText('hook', opening[1], null);
  const whole = exec(
    `(?:change|rewrite|replace|verander|wijzig|vervang|ändere|ersetze|)\\s*scene (\\d{1,2})(?: text)?${link}${quoted}`,
    wish,
  );
  if (whole) return setText('narration', whole[2], indexOf(whole[1]));
  const own =
    scene === null
      ? null
      : exec(
          `(?:(?:say|use|write|make it|change (?:it )?to|text|tekst|zeg|gebruik|maak er|sag|schreib|nimm)\\s*:?\\s*)?${quoted}`,
          wish,
        );
  return own ? setText('narration', own[1], scene) : undefined;
}

function setText(field: TextField, text = '', scene: number | null = null): EditAction | undefined {
  const needsScene = field === 'narration' || field === 'on_screen_text';
  return needsScene && scene === null ? undefined : { kind: 'set', field, text, scene: needsScene ? scene : null };
}

function readDrop(wish: string, scene: number | null): EditAction | undefined {
  const scenes = 'scene (\\d{1,2}(?:(?:\\s*,\\s*|\\s*(?:and|en|und|&)\\s*)(?:scene )?\\d{1,2})*)';
  const match =
    exec(
      `(?:drop|remove|delete|cut|skip|omit|leave out|take out|get rid of|verwijder|schrap|wis|skip|haal|laat|entferne[n]?|lösche[n]?|streiche[n]?|lass|lassen sie|nimm) ${scenes}(?: (?:out|weg|eruit|uit|raus|heraus|weglassen|entirely|completely|helemaal|komplett))?`,
      wish,
    ) ??
    exec(
      `${scenes} (?:can go|should go|must go|mag weg|kan weg|moet weg|weglaten|verwijderen|schrappen|entfernen|löschen|streichen|weglassen|raus|kann weg|kann raus|bitte raus)`,
      wish,
    );
  if (match) return { kind: 'drop', scenes: [...(match[1] ?? '').matchAll(/\d+/g)].map(([number]) => indexOf(number)) };
  const edge = exec(
    `(?:drop|remove|delete|skip|leave out|verwijder|schrap|entferne|lösche|streiche) ${the}(?:(hook|opening|einstieg)|(cta|call[- ]to[- ]action|oproep|handlungsaufforderung|aufruf))`,
    wish,
  );
  if (edge) return { kind: 'set', field: edge[1] ? 'hook' : 'cta', text: '', scene: null };
  const word = exec(`(?:drop|remove|delete|cut|verwijder|schrap|entferne|lösche|streiche) ${wordNoun}${quoted}`, wish);
  if (word) return { kind: 'replace', find: word[1] ?? '', by: '', scene };
  const self =
    scene !== null &&
    /^(?:drop|remove|delete|cut|skip)(?: (?:it|this))?$|^(?:verwijder(?:en)?|schrap(?:pen)?)(?: deze| dit)?$|^(?:weg|raus|entfernen|löschen|streichen|weglaten)$/iu.test(
      wish,
    );
  return self && scene !== null ? { kind: 'drop', scenes: [scene] } : undefined;
}

function readMove(wish: string): EditAction | undefined {
  const verb = '(?:move|put|place|shift|bring|verplaats|zet|schuif|plaats|verschiebe[n]?|setze|stelle|rücke)';
  const place = exec(
    `${verb} scene (\\d{1,2}) (?:(before|in front of|voor|vor)|(after|behind|na|achter|nach|hinter)) scene (\\d{1,2})`,
    wish,
  );
  if (place) {
    const anchor = indexOf(place[4]);
    return { kind: 'move', scene: indexOf(place[1]), to: place[2] ? { before: anchor } : { after: anchor } };
  }
  const numbered = exec(
    `${verb} scene (\\d{1,2}) (?:to|naar|an|auf|op)(?: (?:position|place|spot|plaats|positie|plek|stelle|platz))? ?(\\d{1,2})`,
    wish,
  );
  if (numbered) return { kind: 'move', scene: indexOf(numbered[1]), to: { at: indexOf(numbered[2]) } };
  const edge = exec(
    `${verb} scene (\\d{1,2}) (?:(first|to the (?:start|beginning|front|top)|up front|vooraan|naar (?:het begin|voren)|als eerste|an den anfang|nach vorne?|als erstes?)|(last|to the (?:end|back)|achteraan|naar het einde?|als laatste|ans ende|an das ende|nach hinten|als letztes?))`,
    wish,
  );
  return edge ? { kind: 'move', scene: indexOf(edge[1]), to: { at: edge[2] ? 0 : Infinity } } : undefined;
}

function readSwap(wish: string): EditAction | undefined {
  const match = exec(
    `(?:swap|switch|exchange|wissel|verwissel|ruil|tausche[n]?|vertausche[n]?) scene (\\d{1,2}) (?:and|with|en|met|und|mit|for) (?:scene )?(\\d{1,2})(?: (?:om|around|aus))?`,
    wish,
  );
  return match ? { kind: 'swap', scenes: [indexOf(match[1]), indexOf(match[2])] } : undefined;
}

function readShorten(wish: string, scene: number | null): EditAction | undefined {
  const all =
    '(?:it|everything|the (?:film|video|script|text|texts|narration)|de (?:film|video|tekst|teksten)|het(?: script)?|alles|de[nr] (?:film|text)|das (?:video|skript)|die texte|es)';
  const named =
    exec(
      `(?:shorten|make|cut down|tighten|kort|verkort|maak|kürze[n]?|mach(?:e|en)?) scene (\\d{1,2})(?: (?:a (?:bit|little) |much |een beetje |iets |etwas |ein bisschen )?(?:shorter|in|korter|kürzer))?`,
      wish,
    ) ?? exec(`scene (\\d{1,2}) (?:is |ist )?(?:too long|shorter|te lang|korter|zu lang|kürzer|kürzen|inkorten)`, wish);
  if (named) return { kind: 'shorten', scene: indexOf(named[1]) };
  const whole =
    exec(`(?:shorten|tighten|cut down|verkort|kürze[n]?)(?: ${all})?(?: a (?:bit|little))?`, wish) ??
    exec(
      `(?:(?:make|maak|mach(?:e|en)?) )?(?:${all} )?(?:a (?:bit|little) |much |een beetje |iets |etwas |ein bisschen )?(?:shorter|korter|kürzer|inkorten|kürzen)`,
      wish,
    ) ??
    exec(`(?:${all} (?:is|ist) )?(?:a (?:bit|little) |een beetje |iets |etwas )?(?:too long|te lang|zu lang)`, wish);
  return whole ? { kind: 'shorten', scene } : undefined;
}

function readReplace(wish: string, scene: number | null): EditAction | undefined {
  const forward =
    exec(`(?:replace|swap|substitute|exchange) ${wordNoun}${value} (?:with|by|for) ${wordNoun}${value}`, wish) ??
    exec(`(?:change|rename|turn|correct) ${wordNoun}${value} (?:to|into|in) ${wordNoun}${value}`, wish) ??
    exec(`(?:vervang|ruil) ${wordNoun}${value} (?:door|met|voor) ${wordNoun}${value}`, wish) ??
    exec(`(?:verander|wijzig|maak van) ${wordNoun}${value} (?:in|naar) ${wordNoun}${value}`, wish) ??
    exec(`(?:ersetze|ersetzen sie|tausche) ${wordNoun}${value} (?:durch|mit|gegen) ${wordNoun}${value}`, wish) ??
    exec(`(?:ändere|ändern sie|mach aus) ${wordNoun}${value} (?:in|zu|auf) ${wordNoun}${value}`, wish) ??
    exec(
      `${wordNoun}${value} (?:should be|must be|moet|wordt|soll(?:te)?) ${quoted}(?: zijn| worden| sein| heißen)?`,
      wish,
    ) ??
    exec(`${value}\\s*(?:->|→|=>)\\s*${value}`, wish) ??
    exec(
      `(?:instead of|in plaats van|statt|anstatt|anstelle von) ${value},? (?:say|write|use|zeg|schrijf|gebruik|sag\\p{L}*|schreib\\p{L}*|nimm|verwende|bitte) ${value}`,
      wish,
    );
  if (forward) return { kind: 'replace', find: forward[1] ?? '', by: forward[2] ?? '', scene };
  const backward = exec(
    `(?:say|write|use|zeg|schrijf|gebruik|sag\\p{L}*|schreib\\p{L}*|nimm|nutze|verwende) ${value},? (?:instead of|rather than|not|in plaats van|i\\.p\\.v\\.?|statt|anstatt|anstelle von) ${value}`,
    wish,
  );
  return backward ? { kind: 'replace', find: backward[2] ?? '', by: backward[1] ?? '', scene } : undefined;
}

function exec(pattern: string, wish: string): RegExpExecArray | null {
  return new RegExp(`^${pattern}$`, 'isu').exec(wish.trim());
}

function indexOf(number: string | undefined): number {
  return Number(number) - 1;
}
