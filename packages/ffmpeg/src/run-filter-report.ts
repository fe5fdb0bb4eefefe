import type { FfmpegInput } from './ffmpeg-arguments.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

export interface FilterReport {
  inputs: FfmpegInput[];
  /** Labelled graph over all inputs; its outputs are thrown away. Use `options` alone for a plain `-af` or `-vf`. */
  complexFilter?: string;
  /** Output options, such as `['-af', 'ebur128=peak=true']` or `['-map', '[out]']`. */
  options: string[];
  signal: AbortSignal;
  timeoutMs: number;
  noProgressMs?: number;
}

const keptLines = 200_000;

/**
 * Runs measuring filters (ebur128, loudnorm, blackdetect, silencedetect, astats, ...) over inputs and returns what
 * they print.
 */
export async function runFilterReport(report: FilterReport): Promise<string> {
  const { options, ...run } = report;
  const { stderrTail } = await runFfmpeg({
    ...run,
    logLevel: 'info',
    keepLines: keptLines,
    outputs: [{ path: '-', options: [...options, '-f', 'null'] }],
  });
  return stderrTail;
}
