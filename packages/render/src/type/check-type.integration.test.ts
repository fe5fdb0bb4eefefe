import { defaultBrandColors as colors } from '@bom/domain';
import type { OverlayEvent, SpriteSpec } from '../timeline.ts';
import { checkType } from './check-type.ts';

function overlays(...sprites: SpriteSpec[]): OverlayEvent[] {
  return sprites.map((sprite) => ({ fromFrame: 0, toFrame: 30, fadeInFrames: 0, fadeOutFrames: 0, sprite }));
}

const title = (text: string, font: string): SpriteSpec => ({
  kind: 'title',
  role: 'hook',
  text,
  rtl: false,
  font,
  colors,
});

test('warns once about a font that is not installed, and names what is used instead', () => {
  const sprites = overlays(title('One', 'Brandon Grotesque 9'), title('Two', 'Brandon Grotesque 9'));
  expect(
    checkType([
      { scene: 0, overlays: sprites },
      { scene: 1, overlays: sprites },
    ]),
  ).toEqual([{ code: 'font_not_found', detail: 'The font "Brandon Grotesque 9" is not installed; "Inter" is used.' }]);
});

test('names the characters that no font can draw, with their scene', () => {
  const strange = '\u{16D40}';
  const caption: SpriteSpec = {
    kind: 'caption',
    lines: [{ words: [{ text: `fine ${strange}`, state: 'active' }] }],
    style: 'line',
    position: 'bottom',
    rtl: false,
    font: 'Inter',
    colors,
  };
  const card: SpriteSpec = { kind: 'end-card', name: 'Bom', text: strange, rtl: false, font: 'Inter', colors };
  expect(
    checkType([
      { scene: 2, overlays: overlays(caption) },
      { scene: null, overlays: overlays(card) },
    ]),
  ).toEqual([
    { code: 'glyphs_missing', detail: `No installed font can draw "${strange}".`, scene: 2 },
    { code: 'glyphs_missing', detail: `No installed font can draw "${strange}".` },
  ]);
});

test('has nothing to say about what can be drawn', () => {
  const logo: SpriteSpec = { kind: 'logo', media: { sha256: 'a', kind: 'image' }, position: 'top-left', opacity: 1 };
  const sprites = overlays(title('Größe 👩‍👩‍👧 خبز 毎朝', 'Inter'), logo);
  expect(checkType([{ scene: 0, overlays: sprites }])).toEqual([]);
});
