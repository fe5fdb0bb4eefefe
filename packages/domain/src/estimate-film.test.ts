import { estimateFilm, estimateWork } from './estimate-film.ts';
import { briefSchema, scriptSchema } from './script.ts';
import { microcentsPerCent } from './usage.ts';

const prices = {
  llm: { provider: 'anthropic', model: 'm', perInputToken: 200, perOutputToken: 1000 },
  image: { provider: 'fal', model: 'flux', perImage: 2.5 * microcentsPerCent },
  voice: { provider: 'elevenlabs', model: 'v2', perCharacter: 10_000, perSecond: 0 },
};
const brief = briefSchema.parse({
  business_name: 'De Zon',
  what_they_sell: 'Bread',
  target_customer: 'Neighbours',
  differentiator: 'Slow',
});
const script = scriptSchema.parse({
  hook: 'Smell that?',
  scenes: [
    { narration: 'One loaf.', visual: 'A loaf.' },
    { narration: 'Two loaves.', visual: 'Two.', image_url: 'asset:1' },
  ],
  cta: 'Come by.',
});

describe('estimateFilm', () => {
  test('counts the calls that a given script needs, without the pictures that came with it', () => {
    const { calls, costMicrocents, costCents } = estimateFilm({ script, brief }, prices);
    expect(calls.map(({ operation, calls }) => [operation, calls])).toEqual([
      ['shots.describe', 1],
      ['image.make', 2],
      ['voice.speak', 4],
    ]);
    const spoken = 'Smell that?One loaf.Two loaves.Come by.'.length;
    expect(calls.slice(1).map(({ costMicrocents }) => costMicrocents)).toEqual([
      5 * microcentsPerCent,
      spoken * 10_000,
    ]);
    expect(costMicrocents).toBe(calls.reduce((sum, call) => sum + call.costMicrocents, 0));
    expect(costCents).toBe(Math.ceil(costMicrocents / microcentsPerCent));
  });

  test('expects a whole film where there is only a brief', () => {
    const { calls } = estimateFilm({ brief }, prices);
    expect(calls.map(({ operation, calls }) => [operation, calls])).toEqual([
      ['script.write', 1],
      ['shots.describe', 1],
      ['image.make', 7],
      ['voice.speak', 8],
    ]);
    const longer = { ...brief, what_they_sell: 'Bread '.repeat(500) };
    expect(estimateFilm({ brief: longer }, prices).costMicrocents).toBeGreaterThan(
      estimateFilm({ brief }, prices).costMicrocents,
    );
  });

  test('finds a film free that is made offline', () => {
    expect(estimateFilm({ brief }, {})).toEqual({ calls: [], costMicrocents: 0, costCents: 0 });
  });
});

describe('estimateWork', () => {
  test('counts what a revision changes and nothing else', () => {
    const work = {
      writerCalls: [{ operation: 'script.revise' as const, materialChars: 350 }],
      pictures: 0,
      narrations: ['One new line.'],
    };
    expect(estimateWork(work, prices)).toEqual({
      calls: [
        { provider: 'anthropic', model: 'm', operation: 'script.revise', calls: 1, costMicrocents: 2_520_000 },
        { provider: 'elevenlabs', model: 'v2', operation: 'voice.speak', calls: 1, costMicrocents: 130_000 },
      ],
      costMicrocents: 2_650_000,
      costCents: 3,
    });
  });
});
