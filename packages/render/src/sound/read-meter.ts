import { silentLufs } from './loudness-meter.ts';

export interface Loudness {
  /** -70 where silent. */
  integratedLufs: number;
  truePeakDbtp: number;
}

/** What ffmpeg's `ebur128=peak=true` prints at its end, as numbers; silence where it printed nothing. */
export function readMeter(report: string): Loudness {
  const summary = report.slice(Math.max(0, report.lastIndexOf('Summary:')));
  return {
    integratedLufs: Math.max(silentLufs, figure(summary, /I:\s+(\S+) LUFS/)),
    truePeakDbtp: figure(summary, /True peak:\s+Peak:\s+(\S+) dBFS/),
  };
}

function figure(summary: string, pattern: RegExp): number {
  const value = Number(pattern.exec(summary)?.[1]);
  return Number.isFinite(value) ? value : -144;
}
