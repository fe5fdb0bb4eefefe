import * as fc from 'fast-check';
import { cleanText, columnsOf, isRtl } from './clean-text.ts';
import { atLineEnd, joinWords, splitWords } from './split-words.ts';

describe('splitWords', () => {
  test('splits at spaces and keeps marks that stand alone with their word', () => {
    expect(splitWords('Frisches Brot – jeden Morgen', 'de')).toEqual(['Frisches', 'Brot\u00A0–', 'jeden', 'Morgen']);
    expect(splitWords('Vraiment ? « Oui ! »', 'fr')).toEqual(['Vraiment\u00A0?', '«\u00A0Oui\u00A0!\u00A0»']);
    expect(splitWords('Fresh 🍎 & pears', 'en')).toEqual(['Fresh', '🍎', '&', 'pears']);
  });

  test('keeps particles and punctuation with Japanese words', () => {
    const words = splitWords('毎朝、「焼きたてのパン」をお届けします。', 'ja');
    expect(words.join('')).toBe('毎朝、「焼きたてのパン」をお届けします。');
    expect(words).toContain('お届けします。');
    for (const word of words) {
      expect(word).not.toMatch(/^[、。」をーっ]/u);
      expect(word).not.toMatch(/「$/u);
    }
  });

  test('splits Chinese and Thai by dictionary', () => {
    expect(splitWords('每天早上新鲜出炉', 'zh').length).toBeGreaterThan(2);
    const thai = splitWords('ขนมปังสดใหม่ทุกเช้า', 'th');
    expect(thai.length).toBeGreaterThan(2);
    expect(joinWords(thai)).toBe('ขนมปังสดใหม่ทุกเช้า');
  });

  test('falls back to a known language where the tag is not one', () => {
    expect(splitWords('毎朝焼きたて', 'not a tag').join('')).toBe('毎朝焼きたて');
  });

  test('cuts an endless word between characters, never inside an emoji', () => {
    const pieces = splitWords('👩‍👩‍👧'.repeat(40), 'en', 20);
    expect(pieces).toHaveLength(4);
    for (const piece of pieces) expect(atLineEnd(piece)).toBe('👩‍👩‍👧'.repeat(10));
  });

  test('cuts an address after its marks, without a hyphen', () => {
    const address = 'HTTPS://WWW.EXAMPLE.COM/SPRING-SALE/2026/OFFERS?UTM=IG';
    const pieces = splitWords(`Now ${address} today`, 'en', 28);
    expect(pieces.slice(1, -1).map(atLineEnd)).toEqual([
      'HTTPS://WWW.EXAMPLE.COM/',
      'SPRING-SALE/2026/OFFERS?UTM=',
      'IG',
    ]);
    expect(joinWords(pieces)).toBe(`Now ${address} today`);
  });

  test('cuts a long compound with a hyphen where a line ends, and writes it whole on one line', () => {
    const compound = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk';
    const pieces = splitWords(`Das ${compound} backt.`, 'de', 28);
    expect(pieces.length).toBeGreaterThan(3);
    for (const piece of pieces.slice(1, -2)) expect(atLineEnd(piece)).toMatch(/^\p{L}{3,}-$/u);
    for (const piece of pieces) expect(columnsOf(atLineEnd(piece))).toBeLessThanOrEqual(28);
    expect(joinWords(pieces)).toBe(`Das ${compound} backt.`);
    expect(joinWords(pieces.slice(0, 2))).toMatch(/^Das Donau\p{L}+-$/u);
  });

  test('gives every spaced text back as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zäöüß]{1,12}[,.!]?$/), { maxLength: 30 }), (words) => {
        expect(joinWords(splitWords(words.join(' '), 'de'))).toBe(words.join(' '));
      }),
    );
  });
});

describe('cleanText', () => {
  test('takes control characters, overrides and lone surrogates out and leaves joiners in', () => {
    expect(cleanText('a\u0000b\u001b[31m\r\nc\td')).toBe('ab[31m c d');
    expect(cleanText('safe\u202Etxt.exe\u2066!')).toBe('safetxt.exe!');
    expect(cleanText('x\uD800y\uDC00z')).toBe('xyz');
    expect(cleanText('👩‍👩‍👧 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿')).toBe('👩‍👩‍👧 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿');
  });

  test('keeps at most six marks on a letter and bounds hostile length', () => {
    expect(cleanText(`x${'\u0316'.repeat(300)}y`)).toBe(`x${'\u0316'.repeat(6)}y`);
    expect(cleanText('y'.repeat(1_000_000))).toHaveLength(20_000);
  });
});

test('columns count wide characters twice and marks not at all', () => {
  expect(columnsOf('Größe')).toBe(5);
  expect(columnsOf('毎朝')).toBe(4);
  expect(columnsOf('👩‍👩‍👧')).toBe(2);
  expect(columnsOf('e\u0301')).toBe(1);
});

test('a text runs right to left when most of its letters do, or its language does', () => {
  expect(isRtl('مرحبا Bom')).toBe(true);
  expect(isRtl('Welcome to Bom, שלום')).toBe(false);
  expect(isRtl('100 %', 'ar-EG')).toBe(true);
  expect(isRtl('100 %', 'de')).toBe(false);
});
