import type { Readable, Writable } from 'node:stream';

/** A local file, read by the demuxer that `format` names (never guessed where it is given). */
export interface FileInput {
  path: string;
  format?: string;
  options?: string[];
}

/** Bytes from this process on ffmpeg's stdin; at most one per run. */
export interface StreamInput {
  stream: Readable;
  format: string;
  options?: string[];
}

/** A source filter such as `anullsrc=r=48000`, made by our own code, never from a user's text. */
export interface GeneratedInput {
  generated: string;
  options?: string[];
}

export type FfmpegInput = FileInput | StreamInput | GeneratedInput;

export type FfmpegOutput = { path: string; options: string[] } | { stream: Writable; options: string[] };

export type FfmpegLogLevel = 'error' | 'info';

/**
 * Flags before the first input. Nothing is read from the terminal, the first decoding error ends the run, and
 * progress goes to stderr, where it is told from messages by its keys (stdout may carry pictures).
 */
export function globalOptions(logLevel: FfmpegLogLevel): string[] {
  return [
    ['-nostdin', '-hide_banner', '-nostats', '-y', '-xerror'],
    ['-v', logLevel],
    ['-progress', 'pipe:2', '-stats_period', '0.5'],
  ].flat();
}

/** Of an input: goes on after a packet that does not decode, which ends a run otherwise. */
export const passOverErrors = ['-noxerror'];

/**
 * Flags of one input. The whitelists keep playlists inside a hostile file from opening anything else: no protocol but
 * files, and no demuxer but the pinned one, which is what stops those that ffmpeg's own protocol checks let by.
 */
export function inputOptions(input: FfmpegInput): string[] {
  if ('generated' in input) return [...(input.options ?? []), '-f', 'lavfi'];
  const pinned = input.format === undefined ? [] : pinFormat(input.format);
  return [...(input.options ?? []), '-protocol_whitelist', 'file,pipe', ...pinned];
}

/** Reads by this demuxer and lets it open no other. */
export function pinFormat(format: string): string[] {
  return ['-f', format, '-format_whitelist', format === 'concat' ? joined : format];
}

/** A list of our own, of segments of our own. */
const joined = 'concat,mov';

/** `file:` stops ffmpeg from reading a protocol or a pattern into a path. */
export function fileUrl(path: string): string {
  return `file:${path}`;
}
