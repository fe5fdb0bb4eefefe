import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { passOverErrors, runFfmpeg } from '@bom/ffmpeg';

const sampleRate = 48_000;

/**
 * The true length of the first audio stream in milliseconds: every sample is decoded and counted, up to `maxMs`. Headers may
 * lie, and ffmpeg's exit code 0 says nothing about a file that is cut off. With `tolerant`, what doesn't decode counts nothing.
 */
export async function measureAudio(o: {
  path: string;
  demuxer: string;
  maxMs: number;
  signal: AbortSignal;
  tolerant?: boolean;
}): Promise<number> {
  let bytes = 0;
  const counter = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done();
    },
  });
  await runFfmpeg({
    inputs: [{ path: o.path, format: o.demuxer, ...(o.tolerant === true ? { options: passOverErrors } : {}) }],
    outputs: [
      {
        stream: counter,
        options: [
          '-map',
          '0:a:0',
          '-t',
          String(o.maxMs / 1000),
          '-ac',
          '1',
          '-ar',
          String(sampleRate),
          '-c:a',
          'pcm_s16le',
          '-f',
          's16le',
        ],
      },
    ],
    signal: o.signal,
    timeoutMs: 120_000,
    noProgressMs: 20_000,
  });
  await finished(counter);
  return (bytes / 2 / sampleRate) * 1000;
}
