import { chooseSubject, tokensOf } from './choose-subject.ts';
import { languageOf } from './language-of.ts';

/** One scene a business, in the order of `languages`. */
const languages = ['en', 'nl', 'de', 'fr', 'es', 'it', 'pt'];
const scenes: Record<string, string[]> = {
  care: [
    'Does your back hurt every morning? We take the pain away',
    'Rugpijn? Wij nemen de tijd voor je',
    'Schmerzen im Rücken? Wir nehmen uns Zeit',
    'Mal au dos ? Nous prenons le temps',
    '¿Dolor de espalda? Nos tomamos el tiempo',
    'Mal di schiena? Ci prendiamo il tempo',
    'Dor nas costas? Temos tempo para si',
  ],
  bread: [
    'The bread that takes its time',
    'Het brood dat zijn tijd neemt',
    'Das Brot, das sich Zeit lässt',
    'Le pain qui prend son temps',
    'El pan que se toma su tiempo',
    'Il pane che si prende il suo tempo',
    'O pão que leva o seu tempo',
  ],
  coins: [
    'Your tax return, done in a day',
    'Je belastingaangifte in één dag',
    'Ihre Steuererklärung an einem Tag',
    'Votre déclaration d’impôts en un jour',
    'Tu declaración de impuestos en un día',
    'La dichiarazione delle tasse in un giorno',
    'A sua declaração de impostos num dia',
  ],
  bicycle: [
    'The bike has a flat, we come to you',
    'Je fiets is lek, wij komen naar je toe',
    'Das Rad ist platt, wir kommen zu Ihnen',
    'Votre vélo est crevé, nous venons',
    'Tu bici está pinchada, vamos a tu casa',
    'La tua bici è bucata, veniamo noi',
    'A sua bicicleta está furada, vamos ter consigo',
  ],
  van: [
    'We deliver your parcels the same day',
    'We bezorgen je pakket vandaag nog',
    'Wir liefern Ihre Pakete noch heute',
    'Nous livrons vos colis le jour même',
    'Entregamos tus paquetes hoy mismo',
    'Consegniamo i tuoi pacchi oggi stesso',
    'Entregamos as suas encomendas hoje',
  ],
  garden: [
    'A garden to stay in',
    'Een tuin waar je wilt blijven',
    'Ein Garten, in dem man bleiben will',
    'Un jardin où l’on veut rester',
    'Un césped en el que quedarse, con una terraza',
    'Un giardino dove restare',
    'Um jardim onde apetece ficar',
  ],
  paint: [
    'The wall needs some colour',
    'De muur heeft kleur nodig',
    'Die Wand braucht Farbe',
    'Le mur a besoin de couleur',
    'La pared necesita color',
    'La parete ha bisogno di colore',
    'A parede precisa de cor',
  ],
};
const rows = Object.entries(scenes).flatMap(([name, texts]) =>
  texts.map((text, index) => [languages[index] ?? '', text, name] as const),
);

const subjectOf = (narration: string, visual = '') =>
  chooseSubject({ narration, visual, brandName: 'Q', index: 0 }).subject.name;

describe('chooseSubject', () => {
  test.each(rows)('knows in %s what "%s" is about', (_language, text, name) => {
    expect(subjectOf(text)).toBe(name);
  });

  test.each([
    ['Een bank om in weg te zakken', 'armchair'],
    ['The bank on your side, and its best account for you', 'coins'],
    ['Die Tasse, die zu Ihnen passt und nicht wackelt', 'coffee'],
    ['Wijn van onze eigen heuvels', 'wine'],
    ['The van is at your door with the first load', 'van'],
  ])('takes a word of several languages for what it means in "%s"', (text, name) => {
    expect(subjectOf(text)).toBe(name);
  });

  test('reads an English visual and a narration in another language each by itself', () => {
    expect(
      subjectOf('Le pain qui prend son temps pour vous', 'The table is set for two with a view of the street'),
    ).toBe('bread');
  });
});

describe('languageOf', () => {
  test.each([
    ['en', 'We walk your dog while you are at work'],
    ['nl', 'Wij laten je hond uit als je naar je werk bent'],
    ['de', 'Wir gehen mit Ihrem Hund auf die Wiese und nicht in den Regen'],
    ['fr', 'Nous promenons votre chien avec les autres'],
    ['es', 'Paseamos a tu perro con los otros y sin prisa'],
    ['it', 'Portiamo fuori il tuo cane con gli altri'],
    ['pt', 'Passeamos o seu cão com os outros e sem pressa'],
  ])('knows %s by its little words', (language, text) => {
    expect(languageOf(tokensOf(text))).toBe(language);
  });

  test.each(['', 'Pizza', 'Yoga Studio Berlin', '寿司'])('does not guess from "%s"', (text) => {
    expect(languageOf(tokensOf(text))).toBeUndefined();
  });
});
