import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { detectEncoder, type EncoderChoice } from './detect-encoder.ts';

const { signal } = new AbortController();

/**
 * What a process finds when an ffmpeg that has only these encoders, and just reads its frames, comes first on its
 * PATH.
 */
async function detectWith(encoders: string[], choices: EncoderChoice[]): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'bom-encoder-'));
  const known = encoders.map((name) => `*" ${name} "*`).join(' | ');
  const fake = join(folder, 'ffmpeg');
  await writeFile(fake, `#!/bin/sh\ncat > /dev/null\ncase " $* " in ${known}) exit 0 ;; esac\nexit 1\n`);
  await chmod(fake, 0o755);
  const script = `
    const { detectEncoder } = await import(${JSON.stringify(new URL('./detect-encoder.ts', import.meta.url).href)});
    const { signal } = new AbortController();
    const found = [];
    for (const choice of ${JSON.stringify(choices)}) found.push(await detectEncoder(choice, signal));
    console.log(JSON.stringify(found));
  `;
  const words = ['--import', 'tsx', '--conditions=@bom/source', '--input-type=module', '-e', script];
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
  const { stdout } = await promisify(execFile)(process.execPath, words, { env });
  await rm(folder, { recursive: true });
  return JSON.parse(stdout);
}

describe('detectEncoder', () => {
  test('takes the first hardware that really encodes, and x264 untried', async () => {
    expect(await detectWith(['h264_vaapi', 'h264_videotoolbox'], ['auto', 'videotoolbox', 'x264', 'nvenc'])).toEqual([
      { encoder: 'h264_vaapi' },
      { encoder: 'h264_videotoolbox' },
      { encoder: 'libx264' },
      { encoder: 'libx264', fallback: expect.stringContaining('h264_nvenc') },
    ]);
  });

  test('falls back to x264 on a machine without the hardware, and says what was tried', async () => {
    const found = await detectEncoder('videotoolbox', signal);
    const isMac = process.platform === 'darwin';
    expect(found.encoder).toBe(isMac ? 'h264_videotoolbox' : 'libx264');
    if (!isMac) expect(found.fallback).toMatch(/h264_videotoolbox.*x264 is used/);
  });

  test('gives up its trial when it is cancelled', async () => {
    await expect(detectEncoder('auto', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});
