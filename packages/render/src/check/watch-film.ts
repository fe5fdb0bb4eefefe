import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { runFfmpeg } from '@bom/ffmpeg';
import { meter } from '../sound/mix-graphs.ts';
import { readMeter } from '../sound/read-meter.ts';
import { createFrameLog, probeBytes, probeHeight, probeWidth, type FrameFacts } from './frame-log.ts';
import type { SoundFacts } from './judge-sound.ts';

const timeoutMs = 10 * 60_000;
const silence = 'silencedetect=noise=-50dB:duration=1';

/** Decodes a film once, from end to end, and notes what is seen in each frame (where asked for) and heard in all. */
export async function watchFilm(request: {
  file: string;
  hasSound: boolean;
  /** False leaves the pictures undecoded. */
  looks: boolean;
  signal: AbortSignal;
}): Promise<{ frames: FrameFacts[]; sound: SoundFacts }> {
  const { file, hasSound, looks, signal } = request;
  const log = createFrameLog();
  const frames = frameSplitter(log.add);
  const graphs = [
    ...(looks ? [`[0:v:0]scale=${probeWidth}:${probeHeight}:flags=neighbor,format=gray[seen]`] : []),
    ...(hasSound ? [`[0:a:0]${meter},${silence}[heard]`] : []),
  ];
  const { stderrTail } = await runFfmpeg({
    // Unfiltered block edges hide nothing of what is looked for, and a fifth of the work is saved.
    inputs: [{ path: file, format: 'mov', options: ['-skip_loop_filter', 'all'] }],
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
  return { frames: log.facts, sound: { ...readMeter(stderrTail), silentStretches: readSilences(stderrTail) } };
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
