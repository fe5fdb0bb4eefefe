import { planSpeech } from './plan-speech.ts';

function plan(text: string, options: { language?: string; glossary?: { term: string; say: string }[] } = {}) {
  const { text: spoken, units } = planSpeech({ text, language: 'en', ...options });
  return { spoken, words: units.flatMap(({ words }) => words), units };
}

describe('planSpeech', () => {
  test('keeps the words as written and leaves emoji out', () => {
    const { spoken, words } = plan('Hello 👋🏽 "world" – it’s 25% off… 👨‍👩‍👧 ready?');
    expect(words).toEqual(['Hello', '"world" –', 'it’s', '25%', 'off…', 'ready?']);
    expect(spoken).toBe("Hello world, it's 25% off. ready?");
  });

  test('says what the glossary tells, over several words, whatever their case, and whole words only', () => {
    const glossary = [
      { term: 'Bom', say: 'bomb' },
      { term: 'bom studio', say: 'bomb studio' },
      { term: 'C++', say: 'see plus plus' },
    ];
    const { spoken, units } = plan('At (Bom Studio)! Bombay and bom, or C++.', { glossary });
    expect(spoken).toBe('At bomb studio! Bombay and bomb, or see plus plus.');
    expect(units.map(({ words }) => words)).toEqual([
      ['At'],
      ['(Bom', 'Studio)!'],
      ['Bombay'],
      ['and'],
      ['bom,'],
      ['or'],
      ['C++.'],
    ]);
  });

  test('spells web and mail addresses in the language and turns prices round', () => {
    const { spoken, words } = plan('Mail info@bom.nl or see https://www.crust.nl/a-b?x=1#y, for €12,50.', {
      language: 'nl',
    });
    expect(spoken).toBe('Mail info apenstaartje bom punt nl or see crust punt nl slash a b, for 12,50 euro.');
    expect(words[4]).toBe('https://www.crust.nl/a-b?x=1#y,');
  });

  test('lets no command of a speech engine, no markup and no phoneme brackets through', () => {
    const { spoken } = plan('a \u0001100A b [[h@]] <b>bold</b> `rm -rf` $(x) | c \u0007');
    expect(spoken).not.toMatch(/[\p{Cc}[\]<>`|]/u);
    expect(spoken).toContain('bold');
  });

  test('makes a pause of a line’s end and of a lone dash', () => {
    expect(plan('First line\nsecond line\r\n\r\nThird.').spoken).toBe('First line, second line, Third.');
    expect(plan('Bread - fresh').spoken).toBe('Bread, fresh');
    expect(plan('...Wait! No ,really').spoken).toBe('Wait! No really');
  });

  test('knows where each unit is in the text', () => {
    const { text, units } = planSpeech({ text: 'Ü, große Brötchen — täglich!', language: 'de' });
    expect(units.map(({ from, to }) => text.slice(from, to))).toEqual(units.map(({ spoken }) => spoken));
  });

  test('cuts scripts without spaces into words', () => {
    expect(plan('我们每天烤面包。', { language: 'zh' }).words.join('')).toBe('我们每天烤面包。');
    expect(plan('我们每天烤面包。', { language: 'zh' }).words.length).toBeGreaterThan(2);
  });

  test('refuses a text without words', () => {
    expect(() => plan('🎉 — …')).toThrow(expect.objectContaining({ code: 'voice_text_empty', retriable: false }));
  });

  test('survives lone surrogates and a thousand odd signs', () => {
    const odd = Array.from({ length: 1000 }, (_, index) => String.fromCharCode((index * 7919) % 65_536)).join('');
    expect(plan(`word ${odd} \ud800 end`).words.at(-1)).toBe('end');
  });
});
