import { briefSchema } from '@bom/domain';
import { colorName } from '../compose-prompt.ts';
import { describeOfflineShots } from './describe-offline-shots.ts';
import { writeOfflineScript } from './write-offline-script.ts';

const brief = briefSchema.parse({
  business_name: 'De Zon',
  what_they_sell: 'Hand-made bread',
  target_customer: 'Parents',
  differentiator: 'Baked at night',
});
const { script } = writeOfflineScript({ brief });

describe('offline shots', () => {
  test('are one for the hook and one for each scene, no two alike, all in one look', () => {
    const shots = describeOfflineShots({
      script,
      brief,
      brandKit: { colors: { primary: '#B91C1C' } },
      brandName: 'De Zon',
    });
    expect(shots.map(({ scene }) => scene)).toEqual([null, ...script.scenes.keys()]);
    expect(new Set(shots.map(({ prompt }) => prompt)).size).toBe(shots.length);
    for (const { prompt } of shots) {
      expect(prompt).toContain('Candid photograph');
      expect(prompt).toContain('red (#B91C1C)');
      expect(prompt).toContain('no text');
    }
  });
  test('leave out the hook where there is none, and do with the narration where there is no visual', () => {
    const bare = { hook: '', scenes: [{ narration: 'Bread at dawn.', visual: '' }], cta: '' };
    const shots = describeOfflineShots({ script: bare, brandKit: {}, brandName: 'De Zon' });
    expect(shots).toHaveLength(1);
    expect(shots[0]).toMatchObject({ kind: 'scene', scene: 0, prompt: expect.stringContaining('Bread at dawn.') });
  });
  test.each([
    ['#0F766E', 'deep teal'],
    ['#F59E0B', 'vivid amber'],
    ['#10243E', 'deep blue'],
    ['#FFFFFF', 'white'],
    ['#000000', 'black'],
    ['#808080', 'grey'],
  ])('call %s %s', (hex, name) => {
    expect(colorName(hex)).toBe(name);
  });
});
