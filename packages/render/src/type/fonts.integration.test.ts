import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFontFaces } from './font-file.ts';
import { chooseFont, fontFamilies, fontLanguage, missingGlyphs } from './fonts.ts';

test('the brand font is found in any spelling, and replaced with a word about it where it is not installed', () => {
  expect(chooseFont('inter')).toEqual({ family: 'Inter' });
  expect(chooseFont(undefined)).toEqual({ family: 'Inter' });
  expect(chooseFont('No Such Font 9')).toEqual({ family: 'Inter', missing: 'No Such Font 9' });
});

test('a text names the fonts that draw it, best first', () => {
  expect(fontFamilies('Bread', 'Inter')).toBe('"Inter"');
  expect(fontFamilies('خبز', 'Inter')).toBe('"Inter", "Noto Sans Arabic"');
  expect(fontFamilies('לחם 🥐', 'Inter')).toBe('"Inter", "Noto Sans Hebrew", "Noto Color Emoji"');
  expect(fontFamilies('パン', 'Inter')).toBe('"Inter", "Noto Sans CJK JP"');
  expect(fontFamilies('面包', 'Inter, Noto Sans CJK TC')).toBe('"Inter", "Noto Sans CJK JP"');
  expect(fontLanguage('Inter, Noto Sans CJK TC')).toBe('zh-Hant');
  expect(fontLanguage('Inter')).toBe('en');
  expect(fontFamilies('x', 'A"; font: 900px B')).toBe('"Inter"');
});

test('characters that no font has are named once each; emoji sequences and joiners are not among them', () => {
  expect(missingGlyphs('Grüße 👩‍👩‍👧 ❤️ 1️⃣ 🇳🇱 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ไทย हिन्दी 한국어 שלום مرحبا', 'Inter')).toEqual([]);
  expect(missingGlyphs('a\u{10FFFD}b\u{1FFFD}\u{10FFFD}', 'Inter')).toContain('\u{1FFFD}');
});

test('a broken or foreign file is no font', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fonts-'));
  try {
    const files = {
      'text.ttf': 'not a font at all',
      'short.otf': 'OTTO',
      'lies.ttc': 'ttcf\0\x01\0\0\xff\xff\xff\xff',
    };
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(join(folder, name), bytes, 'latin1');
      expect(readFontFaces(join(folder, name)).filter((face) => face.families.length > 0)).toEqual([]);
    }
    expect(readFontFaces(join(folder, 'absent.ttf'))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
