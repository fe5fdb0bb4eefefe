import { softenPrompt } from './soften-prompt.ts';

describe('softenPrompt', () => {
  test('drops risky words and quoted names, and keeps the scene', () => {
    const softened = softenPrompt('A "Mickey Mouse" poster and a bloody knife beside fresh bread');
    expect(softened).not.toMatch(/mickey|blood|knife/i);
    expect(softened).toContain('beside fresh bread');
  });

  test('drops risky words with accents too', () => {
    expect(softenPrompt('una botella y un niño desnudó')).not.toMatch(/desnud|niño/);
  });

  test('leaves something to draw where every word is risky', () => {
    expect(softenPrompt('blood')).toMatch(/family-friendly/);
  });
});
