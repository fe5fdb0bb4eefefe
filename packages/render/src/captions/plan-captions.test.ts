import * as fc from 'fast-check';
import { columnsOf } from './clean-text.ts';
import { type CaptionScene, planCaptions } from './plan-captions.ts';

const spoken = (texts: string[], stepMs = 300) =>
  texts.map((text, index) => ({ text, startMs: index * stepMs, endMs: index * stepMs + stepMs - 40 }));

function cuesOf(text: string, scene: Partial<CaptionScene> = {}, language = 'en') {
  const full: CaptionScene = {
    startFrame: 0,
    frames: 300,
    text,
    voice: { startMs: 150, endMs: 9000, words: [] },
    ...scene,
  };
  return planCaptions({ scenes: [full], language })[0] ?? [];
}

describe('planCaptions', () => {
  test('cuts at sentences and keeps to two lines of 32 columns', () => {
    const cues = cuesOf(
      'Every morning at five we light the oven. You sleep. At seven your bread is warm, at your door!',
    );
    expect(cues.map((cue) => cue.text)).toEqual([
      'Every morning at five\nwe light the oven.',
      'You sleep.',
      'At seven your bread is warm,\nat your door!',
    ]);
  });

  test('shows the spelling of the script at the times of the voice', () => {
    const words = spoken(['were', 'open', 'twenty', 'four', 'seven', 'in', 'berlin']);
    const cues = cuesOf("We're open 24/7 in Berlin!", { voice: { startMs: 1000, endMs: 3100, words } });
    expect(cues).toHaveLength(1);
    expect(cues[0]?.words.map((word) => word.text)).toEqual(["We're", 'open', '24/7', 'in', 'Berlin!']);
    expect(cues[0]?.words[0]?.startMs).toBe(1000);
    expect(cues[0]?.words[1]).toEqual({ text: 'open', startMs: 1300, endMs: 1560 });
    // Said otherwise: it takes the time between its neighbours.
    expect(cues[0]?.words[2]).toEqual({ text: '24/7', startMs: 1560, endMs: 2500 });
    expect(cues[0]?.words[4]?.startMs).toBe(2800);
  });

  test('shows what is said where the voice says something else altogether', () => {
    const words = spoken(['something', 'completely', 'different']);
    const cues = cuesOf('Our bread is warm', { voice: { startMs: 0, endMs: 900, words } });
    expect(cues[0]?.text).toBe('something completely different');
  });

  test('times Japanese words by the characters that were spoken', () => {
    const words = spoken('毎朝焼きたてのパンを'.split(''), 200);
    const cues = cuesOf('毎朝焼きたてのパンを', { voice: { startMs: 0, endMs: 2000, words } }, 'ja');
    const timed = cues.flatMap((cue) => cue.words);
    expect(timed.map((word) => word.text).join('')).toBe('毎朝焼きたてのパンを');
    let read = 0;
    for (const word of timed) {
      expect(word.startMs).toBe(read * 200);
      read += word.text.length;
    }
  });

  test('shares the stretch by syllables where no times are known', () => {
    const [cue] = cuesOf('Hi extraordinarily', { voice: { startMs: 0, endMs: 1000, words: [] } });
    const [short, long] = cue?.words ?? [];
    expect((long?.endMs ?? 0) - (long?.startMs ?? 0)).toBeGreaterThan(
      3 * ((short?.endMs ?? 0) - (short?.startMs ?? 0)),
    );
    expect(long?.endMs).toBe(1000);
  });

  test('lets a silent scene be read, and leaves an empty one without captions', () => {
    const scene = { startFrame: 30, frames: 90, text: 'Only to be read' };
    const [read, none] = planCaptions({
      scenes: [scene, { startFrame: 120, frames: 60, text: ' \n ' }],
      language: 'en',
    });
    expect(read?.[0]).toMatchObject({ startMs: 1150, text: 'Only to be read' });
    expect(none).toEqual([]);
  });

  test('closes short gaps and lingers a little before long ones', () => {
    const words = [
      { text: 'First.', startMs: 0, endMs: 1200 },
      { text: 'Second.', startMs: 1500, endMs: 2600 },
      { text: 'Third.', startMs: 6000, endMs: 7000 },
    ];
    const cues = cuesOf('First. Second. Third.', { voice: { startMs: 0, endMs: 7000, words } });
    expect(cues.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 1500],
      [1500, 3000],
      [6000, 7400],
    ]);
  });

  test('any text and any times give ordered captions inside their scenes', () => {
    const word = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.stringMatching(/^[a-z]{1,40}[.,!?]?$/));
    const scene = fc.record({
      words: fc.array(word, { maxLength: 40 }),
      frames: fc.integer({ min: 1, max: 400 }),
      timed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(scene, { maxLength: 4 }), (scenes) => {
        let startFrame = 0;
        const planned = scenes.map(({ words, frames, timed }): CaptionScene => {
          const startMs = (startFrame * 1000) / 30;
          startFrame += frames;
          const voice = { startMs, endMs: startMs + frames * 33, words: timed ? spoken(words, 200) : [] };
          return { startFrame: startFrame - frames, frames, text: words.join(' '), voice };
        });
        let lastMs = 0;
        for (const [index, cues] of planCaptions({ scenes: planned, language: 'en' }).entries()) {
          const until = Math.ceil((((planned[index]?.startFrame ?? 0) + (planned[index]?.frames ?? 0)) * 1000) / 30);
          for (const cue of cues) {
            expect(cue.startMs).toBeGreaterThanOrEqual(lastMs);
            expect(cue.endMs).toBeGreaterThanOrEqual(cue.startMs);
            expect(cue.endMs).toBeLessThanOrEqual(until);
            lastMs = cue.endMs;
            const lines = cue.text.split('\n');
            expect(lines.length).toBeLessThanOrEqual(2);
            for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(32);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('plans ten thousand characters in little time', () => {
    const began = performance.now();
    const text = 'word '.repeat(2000);
    const cues = cuesOf(text, { frames: 18_000, voice: { startMs: 0, endMs: 600_000, words: [] } });
    expect(cues.flatMap((cue) => cue.words)).toHaveLength(2000);
    expect(performance.now() - began).toBeLessThan(60_000);
  });
});
