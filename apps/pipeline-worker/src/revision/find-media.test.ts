import { canonicalHash, musicBedStep } from '@bom/domain';
import type { FilmDraft } from '@bom/domain';
import { findBrandMedia, isToCome } from './find-media.ts';
import type { Known } from './find-media.ts';

const draftOf = (tone: string): FilmDraft => ({
  formats: ['square'],
  language: 'en',
  script: { hook: '', scenes: [{ narration: 'Bread.', visual: '' }], cta: '' },
  brand: { name: 'Bakery', kit: { tone } },
  pictures: [null],
  recording: null,
  music: null,
  captions: {},
  overrides: {},
  warnings: [],
});

/** Knows the music that was generated for one brand. */
function knowing({ brand }: FilmDraft): Known {
  const { name, input } = musicBedStep(brand);
  const bed = { sha256: 'bed', kind: 'audio' };
  return {
    recall: async (asked, of) => (asked === name && canonicalHash(of) === canonicalHash(input) ? bed : null),
    assetOf: async () => null,
  };
}

describe('the music of a film that is planned', () => {
  test('is the one that was generated for the same brand', async () => {
    const { music } = await findBrandMedia(knowing(draftOf('calm')), draftOf('calm'));
    expect(music.sha256).toBe('bed');
  });

  test('is still to come where the brand sounds otherwise now', async () => {
    const { music } = await findBrandMedia(knowing(draftOf('calm')), draftOf('loud'));
    expect(isToCome(music)).toBe(true);
  });
});
