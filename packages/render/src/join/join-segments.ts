import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PermanentError, TransientError } from '@bom/domain';
import { runFfmpeg } from '@bom/ffmpeg';
import { readMp4 } from '../mp4/read-mp4.ts';
import type { Timeline } from '../timeline.ts';

const timeoutMs = 5 * 60_000;
/** Ticks per second of every film's picture track: 512 to a frame, so that frame times are exact. */
const videoTimescale = 15_360;

/** Counts whole frames and whole samples alike, so that no edit is rounded. */
const movieTimescale = 48_000;

/** Streams are copied, never coded again; nothing of a segment's metadata is kept, and the index comes first. */
const joinOptions = [
  ['-map', '0:v:0', '-map', '1:a:0', '-c', 'copy'],
  ['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'],
  [
    '-video_track_timescale',
    String(videoTimescale),
    '-movie_timescale',
    String(movieTimescale),
    '-movflags',
    '+faststart',
    '-f',
    'mp4',
  ],
].flat();

export interface JoinRequest {
  timeline: Timeline;
  /** Paths of the segments' files, in film order. */
  segments: string[];
  /** Path of the mixed sound. */
  audio: string;
  out: string;
  signal: AbortSignal;
}

/**
 * Puts segments one after another and the sound beside them, without coding anything again, and counts what came out.
 * Throws PermanentError `segments_missing` where their number is not the plan's, TransientError `join_incomplete`
 * where frames were lost, and as `runFfmpeg` does.
 */
export async function joinSegments({ timeline, segments, audio, out, signal }: JoinRequest): Promise<void> {
  if (segments.length !== timeline.segments.length) {
    throw new PermanentError(
      'segments_missing',
      `The film needs ${timeline.segments.length} segments and got ${segments.length}; render the others first.`,
    );
  }
  const folder = await mkdtemp(`${out}.parts-`);
  try {
    const list = await writeList(folder, segments, timeline);
    await runFfmpeg({
      inputs: [
        { path: list, format: 'concat' },
        { path: audio, format: 'mov' },
      ],
      outputs: [{ path: out, options: joinOptions }],
      signal,
      timeoutMs,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await assertComplete(out, timeline);
}

/** Links with plain names, so that no path ever needs quoting in the list. */
async function writeList(folder: string, segments: string[], timeline: Timeline): Promise<string> {
  const names = segments.map((_, index) => `${String(index).padStart(4, '0')}.mp4`);
  await Promise.all(names.map((name, index) => symlink(resolve(segments[index] ?? ''), join(folder, name))));
  const list = join(folder, 'list.ffconcat');
  await writeFile(list, joinList(names, timeline));
  return list;
}

/**
 * The list says how long each part is, since MP4 headers round it to milliseconds and the next part would begin up to
 * one late. Whole microseconds, rounded along the film and not part by part, so that the error never adds up.
 */
export function joinList(names: string[], { segments, canvas }: Timeline): string {
  const microsAt = (frame: number) => Math.round((frame * 1_000_000) / canvas.fps);
  const lines = names.flatMap((name, index) => {
    const { startFrame = 0, frames = 0 } = segments[index] ?? {};
    const micros = microsAt(startFrame + frames) - microsAt(startFrame);
    return [`file ${name}`, `duration ${(micros / 1_000_000).toFixed(6)}`];
  });
  return ['ffconcat version 1.0', ...lines, ''].join('\n');
}

async function assertComplete(out: string, timeline: Timeline): Promise<void> {
  const { video, audio } = await readMp4(out);
  if (video?.packets === timeline.frames && video.monotonic && audio && audio.packets > 0) return;
  throw new TransientError(
    'join_incomplete',
    `The joined film has ${video?.packets ?? 0} frames of ${timeline.frames}; render its segments again.`,
  );
}
