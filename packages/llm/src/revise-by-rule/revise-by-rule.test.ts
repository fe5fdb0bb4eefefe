import type { PermanentError, Script } from '@bom/domain';
import { diffScripts } from '../diff-scripts.ts';
import { reviseByRule } from './revise-by-rule.ts';

const script: Script = {
  title: 'Fresh bread',
  language: 'en',
  hook: 'Smell that? Fresh bread.',
  scenes: [
    {
      narration: 'We bake bread at night, so that it is warm when you come.',
      visual: 'A loaf.',
      on_screen_text: 'Warm bread',
    },
    { narration: 'Our coffee is strong. It comes from Peru. Ask for a taste.', visual: 'A cup.' },
    { narration: 'Cakes are made to order.', visual: 'A cake.', image_url: 'https://a.example/cake.jpg' },
    { narration: 'We open at seven.', visual: 'A door.' },
  ],
  cta: 'Come by today.',
};
const order = ({ scenes }: Script): number[] =>
  scenes.map(({ visual }) => script.scenes.findIndex((old) => old.visual === visual) + 1);
const revise = (note: string, sceneNotes?: { index: number; note: string }[]): Script =>
  reviseByRule({ script, note, ...(sceneNotes ? { sceneNotes } : {}) });
const failure = (note: string, sceneNotes?: { index: number; note: string }[]): PermanentError => {
  try {
    revise(note, sceneNotes);
  } catch (error) {
    return error as PermanentError;
  }
  throw new Error('It did not fail.');
};

describe('a word', () => {
  test.each([
    'Replace "coffee" with "tea"',
    'please replace the word coffee by tea.',
    'Change ‘coffee’ to ‘tea’',
    'change coffee into tea',
    'Say tea instead of coffee',
    'Use "tea" rather than "coffee", please!',
    'coffee -> tea',
    '"coffee" should be "tea"',
    'Instead of coffee, say tea',
    'Can you replace coffee with tea? Thanks!',
    'In scene 2, replace coffee with tea',
    'Replace coffee with tea in the second scene',
    'Vervang "coffee" door "tea"',
    'Verander coffee in tea aub',
    'Zeg tea in plaats van coffee',
    'Ersetze „coffee“ durch „tea“',
    'Bitte ändere "coffee" in "tea"',
    'Sag tea statt coffee',
  ])('is replaced by: %s', (note) => {
    const revised = revise(note);
    expect(revised.scenes[1]?.narration).toBe('Our tea is strong. It comes from Peru. Ask for a taste.');
    expect(diffScripts(script, revised).scenes.map(({ change }) => change)).toEqual([
      'kept',
      'changed',
      'kept',
      'kept',
    ]);
    expect(diffScripts(script, revised).fields).toEqual([]);
  });

  test('is replaced wherever it is said or shown, with its capital, and only as a whole word', () => {
    const revised = revise('replace "bread" with "toast", and replace "fresh" with "new"');
    expect(revised).toMatchObject({ title: 'New toast', hook: 'Smell that? New toast.' });
    expect(revised.scenes[0]).toMatchObject({ on_screen_text: 'Warm toast', visual: 'A loaf.' });
    expect(revise('replace "a" with "the"').scenes[1]?.narration).toContain('Ask for the taste');
  });

  test('goes away without a trace', () => {
    expect(revise('Remove the word "strong"').scenes[1]?.narration).toBe(
      'Our coffee is. It comes from Peru. Ask for a taste.',
    );
    expect(revise('delete "Fresh"').hook).toBe('Smell that? Bread.');
  });

  test('may hold signs that mean something to a pattern', () => {
    expect(revise('replace "seven." with "7 (a.m.) $1 \\\\d"').scenes[3]?.narration).toBe(
      'We open at 7 (a.m.) $1 \\\\d',
    );
  });

  test('that is not there is named', () => {
    expect(failure('Replace "pizza" with "pasta"')).toMatchObject({
      code: 'needs_llm',
      message: expect.stringContaining('“pizza” is not in the script'),
    });
  });
});

describe('a scene', () => {
  test.each<[string, number[]]>([
    ['Remove scene 2', [1, 3, 4]],
    ['Drop the last scene', [1, 2, 3]],
    ['Delete scenes 2 and 4.', [1, 3]],
    ['Scene 3 can go', [1, 2, 4]],
    ['Please leave out the first scene', [2, 3, 4]],
    ['Verwijder scène 2', [1, 3, 4]],
    ['Haal de derde scène eruit', [1, 2, 4]],
    ['Entferne Szene 2', [1, 3, 4]],
    ['Lass die letzte Szene weg', [1, 2, 3]],
    ['Move scene 3 before scene 1', [3, 1, 2, 4]],
    ['Move scene 1 after scene 3', [2, 3, 1, 4]],
    ['move scene 4 to position 2', [1, 4, 2, 3]],
    ['Put scene 3 first', [3, 1, 2, 4]],
    ['Move the first scene to the end', [2, 3, 4, 1]],
    ['Verplaats scène 3 naar het begin', [3, 1, 2, 4]],
    ['Verschiebe Szene 1 ans Ende', [2, 3, 4, 1]],
    ['Verschiebe Szene 4 vor Szene 2', [1, 4, 2, 3]],
    ['Swap scenes 1 and 3', [3, 2, 1, 4]],
    ['Switch scene 2 with scene 3', [1, 3, 2, 4]],
    ['Wissel scène 1 en 2 om', [2, 1, 3, 4]],
    ['Tausche Szene 1 und 2', [2, 1, 3, 4]],
    ['Remove scene 1 and move scene 4 before scene 2', [4, 2, 3]],
    ['Swap scenes 1 and 2, then remove scene 4', [2, 1, 3]],
  ])('%s', (note, expected) => {
    const revised = revise(note);
    expect(order(revised)).toEqual(expected);
    for (const scene of revised.scenes) expect(script.scenes).toContainEqual(scene);
  });

  test('may not be the last to go, nor be one that is not there', () => {
    expect(failure('Remove scenes 1, 2, 3 and 4').message).toContain('a film needs one scene');
    expect(failure('Remove scene 9').message).toContain('there is no scene 9, the script has 4');
  });

  test('gets a new text that stands in quotes', () => {
    expect(revise('Change scene 3 to "Order your cake today."').scenes[2]).toEqual({
      ...script.scenes[2],
      narration: 'Order your cake today.',
    });
    expect(revise('Change the on-screen text of scene 1 to "Hot bread"').scenes[0]?.on_screen_text).toBe('Hot bread');
  });

  test('is what its own note is about', () => {
    expect(order(revise('', [{ index: 1, note: 'Remove this scene' }]))).toEqual([1, 3, 4]);
    expect(revise('', [{ index: 3, note: 'say: "We open at six."' }]).scenes[3]?.narration).toBe('We open at six.');
    expect(revise('', [{ index: 0, note: 'replace "it" with "all"' }]).scenes[1]).toEqual(script.scenes[1]);
  });
});

describe('hook, call to action and title', () => {
  test.each([
    ['New call to action: "Order online."', 'cta', 'Order online.'],
    ['Change the CTA to “Order online.”', 'cta', 'Order online.'],
    ['End with "Order online."', 'cta', 'Order online.'],
    ['Eindig met "Bestel online."', 'cta', 'Bestel online.'],
    ['Ändere die Handlungsaufforderung zu „Jetzt bestellen.“', 'cta', 'Jetzt bestellen.'],
    ['The hook should be "Hungry?"', 'hook', 'Hungry?'],
    ['Change title to "Bread; and more"', 'title', 'Bread; and more'],
    ['Remove the hook', 'hook', ''],
  ] as const)('%s', (note, field, text) => {
    expect(revise(note)).toEqual({ ...script, [field]: text });
  });
});

describe('a wish for less', () => {
  test.each([
    'Make it shorter',
    'shorter please',
    'The text is too long.',
    'Korter',
    'Maak het een beetje korter',
    'Bitte kürzen',
    'Der Text ist zu lang!',
  ])('leaves out whole sentences or clauses: %s', (note) => {
    const revised = revise(note);
    expect(revised.scenes.map(({ narration }) => narration)).toEqual([
      'We bake bread at night.',
      'Our coffee is strong. It comes from Peru.',
      'Cakes are made to order.',
      'We open at seven.',
    ]);
  });
  test('may be about one scene', () => {
    const revised = revise('Shorten scene 2');
    expect(diffScripts(script, revised).scenes.map(({ change }) => change)).toEqual([
      'kept',
      'changed',
      'kept',
      'kept',
    ]);
  });
  test('fails where nothing can go', () => {
    expect(failure('', [{ index: 3, note: 'shorter' }])).toMatchObject({ code: 'needs_llm' });
  });
});

describe('a note that no rule covers', () => {
  test.each(['Make it funnier', 'Wat meer emotie graag', 'Add a scene about our terrace', 'hmm', ''])('%s', (note) => {
    expect(failure(note)).toMatchObject({ code: 'needs_llm', retriable: false });
  });
  test('changes nothing, and says what was understood and what was not', () => {
    const error = failure('Remove scene 2 and replace "cakes" with "pies". Make the rest more emotional.');
    expect(error.details).toEqual({
      understood: ['Remove scene 2', 'replace "cakes" with "pies"'],
      not_understood: ['Make the rest more emotional'],
    });
    expect(error.message).toContain('“Make the rest more emotional”');
    expect(error.message).toContain('Understood: “Remove scene 2”');
  });
  test('is read in no time, however long it is', () => {
    const startedAt = Date.now();
    failure(`replace ${'a '.repeat(2000)}`);
    failure(`"${'to with '.repeat(2000)}`);
    failure(`remove scene ${'1, '.repeat(3000)}`);
    expect(Date.now() - startedAt).toBeLessThan(60_000);
  });
});
