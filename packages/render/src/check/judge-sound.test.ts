import type { MediaRef, Timeline } from '../timeline.ts';
import { judgeSound, type SoundFacts } from './judge-sound.ts';

const voice: MediaRef = { sha256: 'voice', kind: 'audio' };
const right: SoundFacts = { integratedLufs: -14.1, truePeakDbtp: -1.2, silentStretches: [] };
const cue = (startMs: number, endMs: number) => ({ startMs, endMs, text: 'Fresh bread', words: [] });

function timelineOf(fields: { music?: MediaRef; cues?: Timeline['cues']; spoken?: boolean } = {}): Timeline {
  const narration = fields.spoken === false ? [] : [{ media: voice, fromMs: 0, toMs: 4000, atSample: 0 }];
  return {
    durationMs: 10_000,
    canvas: { fps: 30 },
    segments: [
      { startFrame: 0, scene: 0 },
      { startFrame: 120, scene: 1 },
    ],
    cues: fields.cues ?? [cue(0, 3900)],
    warnings: [],
    audio: { narration, whooshes: [], ...(fields.music ? { music: fields.music } : {}) },
  } as unknown as Timeline;
}
const codes = (facts: Partial<SoundFacts>, timeline = timelineOf()) =>
  judgeSound({ ...right, ...facts }, timeline).map((failure) => failure.code);
const silence = (fromSeconds: number, toSeconds: number) => ({ silentStretches: [{ fromSeconds, toSeconds }] });

describe('judgeSound', () => {
  test('accepts sound within its bounds', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ integratedLufs: -14.5 })).toEqual([]);
  });

  test('refuses too loud, too quiet, over the peak, clipped', () => {
    expect(codes({ integratedLufs: -13.3 })).toEqual(['loudness']);
    expect(codes({ integratedLufs: -15 })).toEqual(['loudness']);
    expect(codes({ truePeakDbtp: -0.6 })).toEqual(['true_peak']);
    expect(codes({ truePeakDbtp: 0.4 })).toEqual(['clipped']);
  });

  test('refuses silence for a second or more of planned speech only', () => {
    expect(codes(silence(1, 2.2))).toEqual(['silent_stretch']);
    expect(codes(silence(3.2, 9))).toEqual([]);
    expect(codes(silence(1, 2.2), timelineOf({ cues: [cue(0, 1100), cue(2100, 3900)] }))).toEqual([]);
  });

  test('refuses music that stays away before the film fades out', () => {
    const music = timelineOf({ music: { sha256: 'music', kind: 'audio' } });
    expect(codes(silence(4, 7.5), music)).toEqual(['silent_stretch']);
    expect(codes(silence(7.5, 10), music)).toEqual([]);
  });

  test('asks nothing of a film without sound', () => {
    expect(codes({ integratedLufs: -70, ...silence(0, 10) }, timelineOf({ spoken: false, cues: [] }))).toEqual([]);
  });
});
