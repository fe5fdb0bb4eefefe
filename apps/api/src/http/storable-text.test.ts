import { assertStorable } from './storable-text.ts';

describe('assertStorable', () => {
  test('lets any real text pass, and gives the value back', () => {
    const value = { name: 'Früh & Spät 🥨 👩‍🚀', list: ['\t\n', { deep: 'ß' }], count: 1, none: null };
    expect(assertStorable(value)).toBe(value);
    expect(assertStorable(undefined)).toBeUndefined();
  });

  test.each([
    [{ name: 'a\u0000b' }, 'name'],
    [{ list: ['ok', { half: '\uD83D' }] }, 'list.1.half'],
    [{ list: ['\uDE00 at the start'] }, 'list.0'],
    [{ metadata: { 'key\u0000': 1 } }, 'metadata'],
  ])('refuses %j and names the field', (value, path) => {
    expect(() => assertStorable(value)).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ path })] }),
    );
  });

  test('walks as deep as a body can be', () => {
    let value: unknown = '\u0000';
    for (let depth = 0; depth < 200_000; depth += 1) value = [value];
    expect(() => assertStorable({ value })).toThrow(/can not be kept/);
  });
});
