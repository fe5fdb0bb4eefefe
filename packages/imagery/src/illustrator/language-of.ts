/** Little words of the languages that our scripts are written in; those that several share tell nothing and are left out. */
const littleWords: Record<string, string> = {
  en: 'the and you your we our is are with for of to that every it at on before when while away without',
  nl: 'het een en je jouw uw wij we ons onze van voor met zonder die dat wil waar naar niet zijn bij nog aan te',
  de: 'der das und ihr ihre sie wir unser unsere mit ohne fur von ist sind ein eine einen einem nicht noch auf zu im den dem ans',
  fr: 'le les des et vous votre vos nous notre nos pour avec sans une du au aux ou est sont qui dans sur en son',
  es: 'el los las y tu tus nuestro nuestra nuestras para con sin una del al donde es son que por antes su se',
  it: 'il lo gli e tuo tua tuoi nostro nostra nostre per con senza una del della delle dove sono che di ci si oggi prima al',
  pt: 'os as e seu sua suas nosso nossa nossas para com sem uma do da das no na num onde sao que ao fica hoje antes si',
};

const words = Object.entries(littleWords).map(([language, text]) => ({ language, little: new Set(text.split(' ')) }));

/** The language whose little words are most frequent among lower-case words without accents; undefined where two are level. */
export function languageOf(tokens: string[]): string | undefined {
  const ranked = words
    .map(({ language, little }) => ({ language, hits: tokens.filter((token) => little.has(token)).length }))
    .toSorted((a, b) => b.hits - a.hits);
  const [first, second] = ranked;
  return first && second && first.hits > second.hits ? first.language : undefined;
}
