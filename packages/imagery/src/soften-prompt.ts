/** Word beginnings that make image models refuse, in the languages that we write in. */
const riskyStems =
  'nude naked naakt nackt nudo desnud sexy sensual erotic lingerie bikini underwear ondergoed bloed blood blut sang gore wound gun pistol rifle weapon wapen waffe arme arma knife drug drogue cocaine cannabis kill murder dead death corpse suicide war terror bomb violen fight attack abuse hitler nazi trump putin child kids baby toddler teen kind enfant nino bambin crianca'.split(
    ' ',
  );

const mildly =
  'Calm, family-friendly, tasteful editorial illustration for a small business, everyday scene, fully clothed adults seen from afar or no people at all, no real persons, no brand names, no text.';

/** The same scene in milder words: risky words and quoted names go, a harmless setting comes first. */
export function softenPrompt(prompt: string): string {
  const kept = prompt
    .replaceAll(/["“”«»„][^"“”«»„]{0,120}["“”«»„]/gu, ' ')
    .split(/\s+/u)
    .filter((word) => !isRisky(word))
    .join(' ')
    .trim();
  return `${mildly} ${kept}`.trim();
}

function isRisky(word: string): boolean {
  const plain = word
    .normalize('NFD')
    .replaceAll(/[^\p{L}]/gu, '')
    .toLowerCase();
  return riskyStems.some((stem) => plain.startsWith(stem));
}
