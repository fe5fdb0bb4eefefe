import { randomUUID } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { PermanentError } from '@bom/domain';
import { passOverErrors, probeMedia, runFfmpeg, wavHeaderBytes } from '@bom/ffmpeg';
import { defaultLimits, findMediaType } from './media-types.ts';
import { sniffMedia } from './sniff-media.ts';

const sampleRate = 48_000;

/**
 * Decodes a file's first sound stream into a WAV of our own making (48 kHz, 16 bit, one or two channels), so that what comes
 * after never reads a stranger's container. `out` appears whole or not at all. The file should have passed inspectMedia.
 * Throws PermanentError `media_not_audio`, `media_empty`, and whatever running ffmpeg throws.
 */
export async function toWav(o: {
  path: string;
  out: string;
  signal: AbortSignal;
}): Promise<{ durationMs: number; channels: 1 | 2 }> {
  const type = findMediaType((await sniffMedia(o.path)).extension);
  if (!type?.kinds.includes('audio'))
    throw new PermanentError('media_not_audio', `The file ${basename(o.path)} is no recording.`);
  const probe = await probeMedia(o.path, { format: type.reader, signal: o.signal, timeoutMs: 20_000 });
  const channels = probe.streams.find(({ kind }) => kind === 'audio')?.audio?.channels === 1 ? 1 : 2;
  const temporary = `${o.out}.${randomUUID()}.part`;
  const encode = ['-map', '0:a:0', '-ac', String(channels), '-ar', String(sampleRate), '-c:a', 'pcm_s16le'];
  // Without tags and encoder's marks the header has its shortest length, and equal sound gives equal bytes.
  const plain = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact', '-f', 'wav'];
  try {
    await runFfmpeg({
      // Inspected before: what does not decode now is padding.
      inputs: [{ path: o.path, format: type.reader, options: passOverErrors }],
      outputs: [
        { path: temporary, options: [...encode, '-t', String(defaultLimits.audio.maxDurationMs / 1000), ...plain] },
      ],
      signal: o.signal,
      timeoutMs: 180_000,
      noProgressMs: 20_000,
    });
    const samples = ((await stat(temporary)).size - wavHeaderBytes) / 2 / channels;
    if (samples <= 0) throw new PermanentError('media_empty', `The file ${basename(o.path)} has nothing to play.`);
    await rename(temporary, o.out);
    return { durationMs: (samples / sampleRate) * 1000, channels };
  } finally {
    await rm(temporary, { force: true });
  }
}
