import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PermanentError, TransientError } from '@bom/domain';
import { runFfmpeg } from '@bom/ffmpeg';
import { findSpeech } from './find-speech.ts';
import { sniffSound } from './sniff-sound.ts';
import { takeSampleRate } from './take-format.ts';

const maxSeconds = 900;
const maxBytes = 64 * 1024 * 1024;

interface DecodeOptions {
  bytes: Buffer;
  /** Who sent them, for the error's words. */
  provider: string;
  /** Played faster by this factor, at the same pitch; 1 as it is. */
  tempo: number;
  workDir: string;
  signal: AbortSignal;
  scene: number | null;
}

/**
 * The sound in a provider's bytes as 48 kHz mono samples. A 200 proves nothing: throws TransientError `voice_bad_audio`
 * where the bytes are something else, don't decode, or are silent.
 */
export async function decodeSound(options: DecodeOptions): Promise<Float32Array> {
  const { bytes, scene, workDir, provider } = options;
  const bad = (what: string, cause?: unknown): TransientError =>
    new TransientError('voice_bad_audio', `${provider} answered with ${what} instead of speech.`, { scene, cause });
  if (bytes.length === 0) throw bad('no bytes');
  if (bytes.length > maxBytes) throw bad('more bytes than any narration has');
  const format = sniffSound(bytes);
  if (!format) throw bad('something that is no sound');
  await mkdir(workDir, { recursive: true });
  const folder = await mkdtemp(join(workDir, 'take-'));
  try {
    const samples = await convert({ ...options, format, folder });
    if (!findSpeech(samples, takeSampleRate)) throw bad('silence');
    return samples;
  } catch (error) {
    if (error instanceof PermanentError && error.code === 'ffmpeg_failed')
      throw bad('sound that does not decode', error);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function convert(o: DecodeOptions & { format: string; folder: string }): Promise<Float32Array> {
  const source = join(o.folder, 'source');
  const target = join(o.folder, 'samples');
  await writeFile(source, o.bytes);
  const tempo = o.tempo === 1 ? '' : `,atempo=${o.tempo.toFixed(4)}`;
  const filter = `aresample=${takeSampleRate}:filter_size=64:cutoff=0.97,aformat=channel_layouts=mono${tempo}`;
  await runFfmpeg({
    inputs: [{ path: source, format: o.format }],
    outputs: [
      {
        path: target,
        options: ['-map', '0:a:0', '-af', filter, '-t', String(maxSeconds), '-c:a', 'pcm_f32le', '-f', 'f32le'],
      },
    ],
    signal: o.signal,
    timeoutMs: 120_000,
    noProgressMs: 30_000,
  });
  const raw = await readFile(target);
  const samples = new Float32Array(raw.length >> 2);
  for (let index = 0; index < samples.length; index += 1) samples[index] = raw.readFloatLE(index * 4);
  return samples;
}
