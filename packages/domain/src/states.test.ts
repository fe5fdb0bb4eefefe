import { PermanentError } from './errors.ts';
import { assertVideoTransition, jobStages, stageProgress, videoTransitions } from './states.ts';
import type { JobStage, VideoStatus } from './states.ts';

describe('video states', () => {
  test('allow only the transitions of the contract, and name both states otherwise', () => {
    expect(() => assertVideoTransition('draft', 'review')).not.toThrow();
    expect(() => assertVideoTransition('approved', 'draft')).toThrow("A video that is approved can't become draft.");
    try {
      assertVideoTransition('generating', 'archived');
    } catch (error) {
      expect(error).toBeInstanceOf(PermanentError);
      expect(error).toMatchObject({ code: 'illegal_transition', details: { from: 'generating', to: 'archived' } });
    }
  });

  test('all but an archived video have a way on, and only generating can not be archived', () => {
    const states = Object.keys(videoTransitions) as VideoStatus[];
    expect(states.filter((state) => videoTransitions[state].length === 0)).toEqual(['archived']);
    const stuck = states.filter((state) => !videoTransitions[state].includes('archived'));
    expect(stuck).toEqual(['generating', 'archived']);
  });
});

describe('stageProgress', () => {
  const walk = (kind: 'pipeline' | 'assembly') =>
    (Object.keys(jobStages) as JobStage[])
      .filter((stage) => kind === 'pipeline' || !['script', 'images', 'voice'].includes(stage))
      .flatMap((stage) => [0, 0.5, 1].map((done) => stageProgress({ kind, stage, done })));

  test('rises through the stages of both kinds of job and leaves 100 to the end', () => {
    for (const kind of ['pipeline', 'assembly'] as const) {
      const values = walk(kind);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
      expect(values[0]).toBe(0);
      expect(values.at(-1)).toBe(99);
    }
  });

  test('takes more than all of a stage for all of it', () => {
    const at = (done: number) => stageProgress({ kind: 'pipeline', stage: 'rendering', done });
    expect(at(7)).toBe(at(1));
    expect(at(-1)).toBe(at(0));
  });
});
