import { planSpeech } from './plan-speech.ts';
import { splitPlan } from './split-plan.ts';

const plan = planSpeech({ text: 'One two three. Four five, six seven. Eight nine ten.', language: 'en' });

describe('splitPlan', () => {
  test('leaves a text that fits in one part', () => {
    expect(splitPlan(plan, plan.text.length).map(({ text }) => text)).toEqual([plan.text]);
  });

  test('cuts after sentences, then after other pauses, then between words', () => {
    expect(splitPlan(plan, 40).map(({ text }) => text)).toEqual([
      'One two three. Four five, six seven.',
      'Eight nine ten.',
    ]);
    expect(splitPlan(plan, 20).map(({ text }) => text)).toEqual([
      'One two three.',
      'Four five,',
      'six seven.',
      'Eight nine ten.',
    ]);
    expect(splitPlan(plan, 8).map(({ text }) => text)[0]).toBe('One two');
  });

  test('gives each part places of its own and loses nothing', () => {
    const parts = splitPlan(plan, 20);
    for (const { text, units } of parts) {
      expect(units.map(({ from, to }) => text.slice(from, to))).toEqual(units.map(({ spoken }) => spoken));
    }
    expect(parts.flatMap(({ units }) => units.flatMap(({ words }) => words))).toEqual(
      plan.units.flatMap(({ words }) => words),
    );
  });
});
