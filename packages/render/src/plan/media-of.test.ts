import { defaultBrandColors } from '@bom/domain';
import { mediaOf } from './media-of.ts';
import { planTimeline } from './plan-timeline.ts';
import type { FilmScene, MediaRef } from '../timeline.ts';

const image = (sha256: string): MediaRef => ({ sha256, kind: 'image', width: 1080, height: 1920 });
const sound = (sha256: string): MediaRef => ({ sha256, kind: 'audio', durationMs: 3000 });
const scene = (name: string): FilmScene => ({
  kind: 'scene',
  scene: 0,
  text: 'Fresh bread',
  picture: image(name),
  narration: { media: sound('voice'), fromMs: 0, toMs: 3000, words: [] },
});

test('mediaOf names each file once: own picture, the one before under a transition, voices and music', () => {
  const { segments, audio } = planTimeline({
    format: 'vertical',
    language: 'en',
    scenes: [scene('a'), scene('b')],
    look: { name: 'Bakery', colors: defaultBrandColors, watermark: { position: 'top-left', opacity: 1 }, cta: {} },
    captions: { style: 'line', position: 'bottom' },
    music: sound('music'),
    transition: 'crossfade',
    profile: 'draft',
  });
  const names = [...segments, audio].map((part) => mediaOf(part).map((ref) => ref.sha256));
  expect(names).toEqual([['a'], ['b', 'a'], ['voice', 'music']]);
});
