import { themes } from './catalog.ts';
import { chooseSubject, tokensOf } from './choose-subject.ts';

const subjectOf = (narration: string, brandName = 'Q', index = 0): string =>
  chooseSubject({ narration, visual: '', brandName, index }).subject.name;

describe('chooseSubject', () => {
  test.each([
    ['Fresh sourdough bread every morning', 'bread'],
    ['Zuurdesembrood, elke ochtend vers', 'bread'],
    ['Riechst du das? Frisches Brot', 'bread'],
    ['Notre boulangerie au levain', 'bread'],
    ['Un buen espresso a cualquier hora', 'coffee'],
    ['Un gelato? No, un cappuccino', 'coffee'],
    ['Seu cabelo merece um bom corte', 'barber'],
    ['Onze kapper knipt zonder afspraak', 'barber'],
    ['Ihr Zahnarzt in Köln', 'tooth'],
    ['Il tuo cane merita il meglio', 'dog'],
    ['We repair leaking taps: your local plumber', 'toolbox'],
    ['Votre voiture réparée demain: pneus et freins de voiture', 'car'],
    ['Bel of mail ons', 'contact'],
    ['Nuestro abogado revisa tu contrato', 'contract'],
    ['Poupe dinheiro com painéis', 'coins'],
  ])('sees what "%s" is about', (narration, name) => {
    expect(subjectOf(narration)).toBe(name);
  });

  test.each([
    ['Start your day with us', 'medal'],
    ['It is the one that we like', 'coffee'],
    ['Klanten waarderen ons', 'map'],
    ['We are back', 'bread'],
    ['Ready, steady, team', 'books'],
  ])('is not misled by a word inside "%s"', (narration, name) => {
    expect(subjectOf(narration)).not.toBe(name);
  });

  test('lets the brand decide only where the scene says nothing', () => {
    expect(subjectOf('Hmm', 'Bakkerij Jansen')).toBe('bread');
    expect(subjectOf('Our dentist smiles', 'Bakkerij Jansen')).toBe('tooth');
  });

  test('gives scenes without a clue different subjects', () => {
    const names = [0, 1, 2, 3, 4, 5].map((index) => subjectOf('zzz', 'Q', index));
    expect(new Set(names).size).toBe(6);
  });

  test('survives words that are none', () => {
    expect(() => subjectOf('💥 <script> %s \u0000 '.repeat(2000), '')).not.toThrow();
  });
});

describe('tokensOf', () => {
  test('drops case, accents and punctuation', () => {
    expect(tokensOf('Déjà-vu, Straße & ÑANDÚ!')).toEqual(['deja', 'vu', 'strasse', 'nandu']);
  });
});

describe('the catalog', () => {
  const subjects = themes.flatMap((theme) => theme.subjects);

  test('names each subject once and gives each a place to stand', () => {
    expect(new Set(subjects.map(({ name }) => name)).size).toBe(subjects.length);
    expect(subjects.every(({ places }) => places.length > 0)).toBe(true);
  });

  test('has stems that its own tokens can meet', () => {
    const stems = [...themes, ...subjects].flatMap(({ stems }) => stems.split(' '));
    expect(stems.filter((stem) => !/^([a-z]{2}:|=)?[a-z]{2,}$/.test(stem))).toEqual([]);
  });
});
