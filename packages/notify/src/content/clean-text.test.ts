import { cleanLine, cleanLines, defuseLinks } from './clean-text.ts';

describe('cleanLine', () => {
  test('makes one line of text with line breaks and control characters', () => {
    expect(cleanLine('Bar\r\nBcc: a@b.c\u0000\u001b[31m\u2028x\u0085')).toBe('Bar Bcc: a@b.c [31m x');
  });

  test('takes away characters that reverse the text around them, and keeps right-to-left letters', () => {
    expect(cleanLine('\u202egpj.exe\u202c \u2067مقهى\u2069')).toBe('gpj.exe مقهى');
  });

  test('keeps joined emoji whole when it cuts', () => {
    const family = '👩‍👩‍👧';
    expect(cleanLine(family.repeat(30), 10)).toBe(`${family.repeat(9)}…`);
  });

  test('cuts a letter that carries thousands of accents', () => {
    expect(cleanLine(`a${'\u0301'.repeat(10_000)}`, 20).length).toBeLessThan(200);
  });

  test('replaces half surrogates', () => {
    expect(cleanLine('a\ud800b')).toBe('a\ufffdb');
  });
});

test('cleanLines keeps line breaks, one empty line at most', () => {
  expect(cleanLines(' a\r\n\r\n\r\n\r\nb\u0007 \rc ')).toBe('a\n\nb\nc');
});

describe('defuseLinks', () => {
  test.each(['https://evil.example/x', 'www.evil.example', 'me@evil.example'])('breaks %s', (text) => {
    const defused = defuseLinks(text);
    expect(defused).not.toMatch(/:\/\/|\.\p{L}|@\p{L}/u);
    expect(defused.replaceAll('\u2060', '')).toBe(text);
  });

  test('leaves prices, times and sentences as they are', () => {
    expect(defuseLinks('At 10:30 it costs 2.50. Come! St. James')).toBe('At 10:30 it costs 2.50. Come! St. James');
  });
});

test('cuts a long text between visible characters, wherever they stand', () => {
  const family = '👩‍👩‍👧';
  expect(cleanLine('a'.repeat(509) + family.repeat(400), 520)).toBe(`${'a'.repeat(509)}${family.repeat(10)}…`);
  expect(cleanLine('e\u0301'.repeat(2000), 1001)).toBe(`${'é'.repeat(1000)}…`);
});
