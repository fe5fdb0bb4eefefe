import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { runFfmpeg } from '@bom/ffmpeg';
import { meter } from '../sound/mix-graphs.ts';
import { readMeter } from '../sound/read-meter.ts';
import type { Timeline } from '../timeline.ts';
import { createFrameLog, probeBytes, probeHeight, probeWidth, type FrameFacts } from './frame-log.ts';
import type { SoundFacts } from './judge-sound.ts';
import type { FrameRange } from './plan-looks.ts';

const timeoutMs = 10 * 60_000;
const silence = 'silencedetect=noise=-50dB:duration=1';

/**
 * Decodes a film once, from end to end where `ranges` covers it, and notes what is seen in each frame asked for and
 * heard in all. `frames` has holes where nobody looked.
 */
export async function watchFilm(request: {
  file: string;
  hasSound: boolean;
  ranges: FrameRange[];
  /** Of the whole film, as planned. */
  timeline: Pick<Timeline, 'frames' | 'canvas'>;
  signal: AbortSignal;
}): Promise<{ frames: FrameFacts[]; framesSeen: number; sound: SoundFacts }> {
  const { file, hasSound, ranges, timeline, signal } = request;
  const log = createFrameLog(ranges);
  const frames = frameSplitter(log.add);
  const looks = ranges.length > 0;
  const graphs = [
    ...(hasSound ? [`[0:a:0]${meter},${silence}[heard]`] : []),
    ...ranges.map(
      (_, index) => `[${index + 1}:v:0]scale=${probeWidth}:${probeHeight}:flags=neighbor,format=gray[part${index}]`,
    ),
    ...(looks ? [`${ranges.map((_, index) => `[part${index}]`).join('')}concat=n=${ranges.length}:v=1:a=0[seen]`] : []),
  ];
  const { stderrTail } = await runFfmpeg({
    inputs: [
      { path: file, format: 'mov' },
      ...ranges.map((range) => ({ path: file, format: 'mov' as const, options: readOnly(range, timeline) })),
    ],
    complexFilter: graphs.join(';'),
    outputs: [
      ...(looks ? [{ stream: frames, options: ['-map', '[seen]', '-fps_mode', 'passthrough', '-f', 'rawvideo'] }] : []),
      ...(hasSound ? [{ path: '-', options: ['-map', '[heard]', '-f', 'null'] }] : []),
    ],
    signal,
    timeoutMs,
    logLevel: 'info',
    keepLines: 5000,
  });
  if (looks) await finished(frames);
  return {
    frames: log.facts,
    framesSeen: log.count(),
    sound: { ...readMeter(stderrTail), silentStretches: readSilences(stderrTail) },
  };
}

/**
 * Input options for a range of frames; a bound that is the film's own is left open, so that a frame too many shows.
 * Unfiltered block edges hide nothing of what is looked for, and a fifth of the work is saved.
 */
function readOnly({ from, to }: FrameRange, { frames, canvas }: Pick<Timeline, 'frames' | 'canvas'>): string[] {
  const seconds = (frame: number): string => ((frame - 0.5) / canvas.fps).toFixed(6);
  return [
    ['-skip_loop_filter', 'all'],
    from > 0 ? ['-ss', seconds(from)] : [],
    to < frames ? ['-to', seconds(to)] : [],
  ].flat();
}

/** Cuts a byte stream into frames. */
function frameSplitter(take: (frame: Uint8Array) => void): Writable {
  const frame = new Uint8Array(probeBytes);
  let filled = 0;
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (let at = 0; at < chunk.length;) {
        const count = Math.min(probeBytes - filled, chunk.length - at);
        frame.set(chunk.subarray(at, at + count), filled);
        filled += count;
        at += count;
        if (filled < probeBytes) continue;
        take(frame);
        filled = 0;
      }
      done();
    },
  });
}

function readSilences(report: string): SoundFacts['silentStretches'] {
  const starts = [...report.matchAll(/silence_start: (-?[\d.]+)/g)].map((match) => Math.max(0, Number(match[1])));
  const ends = [...report.matchAll(/silence_end: (-?[\d.]+)/g)].map((match) => Number(match[1]));
  return starts.map((fromSeconds, index) => ({ fromSeconds, toSeconds: ends[index] ?? Number.MAX_SAFE_INTEGER }));
}
