import { canonicalHash } from './canonical-hash.ts';
import { brandColors, brandKitSchema, defaultBrandColors } from './brand-kit.ts';
import { beatsOf, briefSchema, scriptSchema } from './script.ts';

const scene = { narration: 'We bake at four.', visual: 'An oven.' };

describe('scripts', () => {
  test('give a beat for hook, each scene and call to action, and none for what is empty', () => {
    const beats = beatsOf(scriptSchema.parse({ hook: 'Hungry?', scenes: [scene, scene], cta: 'Come by.' }));
    expect(beats.map(({ kind, scene: index }) => [kind, index])).toEqual([
      ['hook', null],
      ['scene', 0],
      ['scene', 1],
      ['cta', null],
    ]);
    expect(beatsOf(scriptSchema.parse({ hook: '', scenes: [scene], cta: '' }))).toHaveLength(1);
  });

  test('are spoken and shown without their markup', () => {
    const marked = {
      ...scene,
      narration: '<p>We **bake**<break time="1s"/>at four.</p>',
      on_screen_text: 'Bread &amp; *butter*',
    };
    const beats = beatsOf(scriptSchema.parse({ hook: '# Hungry?', scenes: [marked], cta: '<break/>' }));
    expect(beats.map(({ narration }) => narration)).toEqual(['Hungry?', 'We bake\nat four.']);
    expect(beats[1]?.onScreenText).toBe('Bread & butter');
  });

  test('refuse what is not in the contract, by path', () => {
    const result = scriptSchema.safeParse({ hook: 'x', scenes: [{ ...scene, length: 3 }], cta: '' });
    expect(result.error?.issues[0]?.path).toEqual(['scenes', 0]);
  });

  test('languages are written small, whatever the form said', () => {
    const brief = {
      business_name: 'B',
      what_they_sell: 's',
      target_customer: 't',
      differentiator: 'd',
      language: 'EN',
    };
    expect(briefSchema.parse(brief).language).toBe('en');
  });
});

describe('brand kits', () => {
  test('fill the colours that were not named', () => {
    const kit = brandKitSchema.parse({ colors: { primary: '#aabbcc' } });
    expect(brandColors(kit)).toEqual({ ...defaultBrandColors, primary: '#AABBCC' });
  });

  test('refuse colours and addresses that are none', () => {
    for (const kit of [
      { colors: { primary: 'red' } },
      { logo_url: 'file:///etc/passwd' },
      { logo_url: 'asset:../x' },
    ]) {
      expect(brandKitSchema.safeParse(kit).success).toBe(false);
    }
  });
});

describe('canonicalHash', () => {
  test('does not depend on the order of keys or on absent fields, and does on everything else', () => {
    expect(canonicalHash({ a: 1, b: { c: [1, 2], d: undefined } })).toBe(canonicalHash({ b: { c: [1, 2] }, a: 1 }));
    const hashes = [{ a: 1 }, { a: '1' }, { a: null }, {}, [1], [1, 2], [2, 1], 'a', null].map(canonicalHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
