import { estimateEnd } from './estimate-end.ts';

const now = Date.parse('2026-11-23T05:00:00Z');
const ago = (seconds: number) => new Date(now - seconds * 1000);
const stageMs = { queued: 90_000, fetching: 5_000, planning: 1_000, rendering: 40_000, mixing: 2_000, checking: 2_000 };
const pace = { stageMs, running: 2 };
const job = {
  status: 'processing' as const,
  stage: 'rendering',
  stageStartedAt: ago(10),
  startedAt: ago(20),
  progress: 20,
  segmentsTotal: 0,
  segmentsDone: 0,
};
const estimate = (overrides: object = {}, options: object = {}) =>
  estimateEnd({ ...job, ...overrides }, { pace, queuePosition: null, now, ...options });

describe('estimateEnd', () => {
  test('takes what the stages of recent jobs took, less the time spent in this one', () => {
    expect(estimate()).toBe(30 + 2 + 2);
    expect(estimate({ stage: 'planning', stageStartedAt: ago(0) })).toBe(1 + 40 + 2 + 2);
  });

  test('trusts the segments of this film more than other films', () => {
    expect(estimate({ segmentsTotal: 4, segmentsDone: 1 })).toBe(30 + 4);
    expect(estimate({ segmentsTotal: 20, segmentsDone: 1 })).toBe(190 + 4);
  });

  test('adds the jobs before this one while it waits, as many at once as are run', () => {
    const waiting = { status: 'queued', stage: 'queued', startedAt: null, progress: 0 };
    expect(estimate(waiting, { queuePosition: 0 })).toBe(50);
    expect(estimate(waiting, { queuePosition: 4 })).toBe(50 + 4 * 25);
  });

  test('goes by the speed so far where there were no jobs yet, and says nothing where that tells nothing', () => {
    const none = { pace: { stageMs: {}, running: 1 } };
    expect(estimate({}, none)).toBe(80);
    expect(estimate({ progress: 3 }, none)).toBeNull();
    expect(estimate({ startedAt: null }, none)).toBeNull();
  });

  test('never promises no time at all, and nothing for what has ended', () => {
    expect(estimate({ stage: 'uploading', stageStartedAt: ago(500) })).toBe(1);
    expect(estimate({ status: 'complete', stage: 'done' })).toBeNull();
    expect(estimate({ status: 'cancelled' })).toBeNull();
  });
});
