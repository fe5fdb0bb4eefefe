import { type CaptionStyle, defaultBrandColors } from '@bom/domain';
import type { BrandLook, MediaRef, OverlayEvent } from '../timeline.ts';
import { planCaptions } from './plan-captions.ts';
import { type OverlayScene, planOverlays } from './plan-overlays.ts';

const logo: MediaRef = { sha256: 'a'.repeat(64), kind: 'image' };
const look: BrandLook = {
  name: 'Bom Bakery',
  colors: defaultBrandColors,
  logo,
  watermark: { position: 'top-left', opacity: 0.9 },
  cta: { text: 'Order now', url: 'https://bom.example' },
};
const text = 'Fresh bread, baked every morning before you wake up.';
const words = text.split(' ').map((word, index) => ({ text: word, startMs: index * 300, endMs: index * 300 + 280 }));

function plan(
  options: { scene?: Partial<OverlayScene>; style?: CaptionStyle; language?: string; look?: BrandLook } = {},
) {
  const scene: OverlayScene = { role: 'body', kind: 'scene', startFrame: 0, frames: 120, text, ...options.scene };
  const voiceMs = (scene.startFrame * 1000) / 30 + 150;
  const language = options.language ?? 'en';
  const voice = { startMs: voiceMs, endMs: voiceMs + 2700, words: scene.text === text ? words : [] };
  const cues = planCaptions({ scenes: [{ ...scene, voice }], language })[0] ?? [];
  return planOverlays({
    scene,
    cues,
    look: options.look ?? look,
    captions: { style: options.style ?? 'karaoke', position: 'top' },
    language,
    format: 'vertical',
  });
}

const ofKind = (events: OverlayEvent[], kind: string) => events.filter((event) => event.sprite.kind === kind);

describe('planOverlays', () => {
  test('lights every word once, in order, without a gap inside a page', () => {
    const captions = ofKind(plan(), 'caption');
    const lit = captions.map(({ sprite }) =>
      sprite.kind === 'caption'
        ? sprite.lines.flatMap((line) => line.words).find((word) => word.state === 'active')?.text
        : '',
    );
    expect(lit).toEqual(text.split(' '));
    captions.slice(1).forEach((event, index) => expect(event.fromFrame).toBe(captions[index]?.toFrame));
    expect(captions[0]?.fromFrame).toBe(5);
  });

  test('says before, active and after relative to each word', () => {
    const second = ofKind(plan(), 'caption')[1]?.sprite;
    expect(second?.kind === 'caption' && second.lines.flatMap((line) => line.words.map((word) => word.state))).toEqual([
      'after',
      'active',
      ...Array.from(
        { length: second?.kind === 'caption' ? second.lines.flatMap((l) => l.words).length - 2 : 0 },
        () => 'before',
      ),
    ]);
  });

  test('shows one to three words at a time in word style and whole pages in line style', () => {
    for (const { sprite } of ofKind(plan({ style: 'word' }), 'caption')) {
      expect(sprite.kind === 'caption' && sprite.lines).toHaveLength(1);
      expect(sprite.kind === 'caption' && sprite.lines[0]?.words.length).toBeLessThanOrEqual(3);
    }
    const pages = ofKind(plan({ style: 'line' }), 'caption');
    expect(pages.length).toBeLessThan(5);
    expect(ofKind(plan({ style: 'none' }), 'caption')).toEqual([]);
  });

  test('holds no absolute time: the same scene later in the film has the same overlays', () => {
    for (const style of ['karaoke', 'word', 'line'] as const) {
      expect(plan({ style, scene: { startFrame: 907 } })).toEqual(plan({ style }));
    }
  });

  test('keeps every event inside its segment, however short', () => {
    for (const frames of [1, 2, 7, 30, 119]) {
      for (const kind of ['hook', 'scene'] as const) {
        for (const event of plan({ scene: { frames, kind, onScreenText: 'Best in town' } })) {
          expect(event.fromFrame).toBeGreaterThanOrEqual(0);
          expect(event.toFrame).toBeLessThanOrEqual(frames);
          expect(event.toFrame).toBeGreaterThan(event.fromFrame);
          expect(event.fadeInFrames + event.fadeOutFrames).toBeLessThanOrEqual(event.toFrame - event.fromFrame);
        }
      }
    }
  });

  test('sets the words of a hook large in the middle from the first frame, and no title that repeats them', () => {
    const events = plan({ scene: { kind: 'hook', onScreenText: text.toUpperCase() } });
    expect(ofKind(events, 'title')).toEqual([]);
    const captions = ofKind(events, 'caption');
    expect(captions[0]?.fromFrame).toBe(0);
    expect(captions.every(({ sprite }) => sprite.kind === 'caption' && sprite.position === 'middle')).toBe(true);
  });

  test('shows a hook title for two and a half seconds where captions are off', () => {
    const [title] = ofKind(plan({ style: 'none', scene: { kind: 'hook', frames: 150 } }), 'title');
    expect(title).toMatchObject({ fromFrame: 0, toFrame: 75, sprite: { role: 'hook', text } });
    const [whole] = ofKind(plan({ style: 'none', scene: { kind: 'hook', frames: 100 } }), 'title');
    expect(whole?.toFrame).toBe(100);
  });

  test('moves captions to the bottom under an on-screen text', () => {
    const events = plan({ scene: { onScreenText: 'Best sourdough' } });
    expect(ofKind(events, 'title')).toHaveLength(1);
    expect(
      ofKind(events, 'caption').every(({ sprite }) => sprite.kind === 'caption' && sprite.position === 'bottom'),
    ).toBe(true);
    expect(
      ofKind(plan(), 'caption').every(({ sprite }) => sprite.kind === 'caption' && sprite.position === 'top'),
    ).toBe(true);
  });

  test('puts the watermark on every segment but the end card, which shows the logo itself', () => {
    expect(ofKind(plan(), 'logo')).toHaveLength(1);
    const card = plan({ scene: { role: 'end-card', kind: 'cta', text: 'Order now!' } });
    expect(ofKind(card, 'logo')).toEqual([]);
    expect(card).toHaveLength(1);
    expect(card[0]).toMatchObject({
      toFrame: 120,
      sprite: { kind: 'end-card', name: 'Bom Bakery', text: 'Order now', url: 'https://bom.example', logo },
    });
  });

  test('captions an end card quietly where more is said than it shows', () => {
    const card = plan({ scene: { role: 'end-card', kind: 'cta' } });
    const captions = ofKind(card, 'caption');
    expect(captions.length).toBeGreaterThan(0);
    expect(captions.every(({ sprite }) => sprite.kind === 'caption' && sprite.style === 'line')).toBe(true);
  });

  test('leaves the brand intro and outro as they are', () => {
    expect(plan({ scene: { role: 'intro', kind: 'hook' } })).toEqual([]);
    expect(plan({ scene: { role: 'outro', kind: 'cta' } })).toEqual([]);
  });

  test('names the fonts a language needs and takes no markup from a font name', () => {
    const captions = ofKind(plan({ language: 'ja', look: { ...look, font: 'Pop"pins; drop, \\0' } }), 'caption');
    expect(captions[0]?.sprite).toMatchObject({ font: 'Poppins drop 0, Noto Sans CJK JP' });
  });
});
