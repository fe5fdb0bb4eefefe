import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { CancelledError, PermanentError, TransientError } from '@bom/domain';
import { countFrames, ffmpegVersion, probeMedia, runFfmpeg, runFilterReport } from './index.ts';
import { ffmpegPath } from './child-programs.ts';

let folder: string;
const signal = new AbortController().signal;
const limits = { signal, timeoutMs: 600_000 };
const tinyVideo = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bom-ffmpeg-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function makeClip(name: string): Promise<string> {
  const path = join(folder, name);
  await runFfmpeg({
    ...limits,
    inputs: [{ generated: 'testsrc=size=64x48:rate=10' }, { generated: 'sine=frequency=440' }],
    outputs: [{ path, options: ['-t', '2', ...tinyVideo, '-c:a', 'aac'] }],
  });
  return path;
}

async function caught(work: Promise<unknown>): Promise<Error & { code: string; details: Record<string, unknown> }> {
  return work.then(
    () => Promise.reject(new Error('expected a failure')),
    (error: unknown) => error as never,
  );
}

async function untilGone(pid: number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    if (stat === null || stat.includes(') Z ')) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('runFfmpeg', () => {
  it('writes a file whose path has spaces, colons, quotes and percent signs, and says how far it is', async () => {
    const seen: number[] = [];
    const path = join(folder, `a b:c'd"e%03d,[x].mp4`);
    await runFfmpeg({
      ...limits,
      inputs: [{ generated: 'testsrc=size=64x48:rate=10' }],
      outputs: [{ path, options: ['-frames:v', '20', ...tinyVideo] }],
      onProgress: (progress) => seen.push(progress.frames),
    });
    expect(await countFrames(path, limits)).toBe(20);
    expect(seen.at(-1)).toBe(20);
  });

  it('takes raw frames from a stream', async () => {
    const frames = Array.from({ length: 7 }, (_, index) => Buffer.alloc((16 * 16 * 3) / 2, index * 20));
    const path = join(folder, 'piped.mp4');
    await runFfmpeg({
      ...limits,
      inputs: [
        {
          stream: Readable.from(frames, { objectMode: false }),
          format: 'rawvideo',
          options: ['-pix_fmt', 'yuv420p', '-video_size', '16x16', '-framerate', '30'],
        },
      ],
      outputs: [{ path, options: tinyVideo }],
    });
    expect(await countFrames(path, limits)).toBe(7);
  });

  it('gives raw frames to a stream, however slowly they are read', async () => {
    const stream = new PassThrough();
    const chunks: Buffer[] = [];
    const read = (async () => {
      for await (const chunk of stream) {
        await new Promise((resolve) => setImmediate(resolve));
        chunks.push(chunk as Buffer);
      }
    })();
    await runFfmpeg({
      ...limits,
      inputs: [{ generated: 'testsrc=size=320x240:rate=10' }],
      outputs: [{ stream, options: ['-frames:v', '9', '-f', 'rawvideo', '-pix_fmt', 'yuv420p'] }],
    });
    await read;
    expect(Buffer.concat(chunks).length).toBe((9 * 320 * 240 * 3) / 2);
  });

  it('throws what went wrong in its input stream, and leaves no child', async () => {
    const stream = new PassThrough();
    stream.write(Buffer.alloc(256));
    setTimeout(() => stream.destroy(new RangeError('the frames ran out')), 200);
    const error = await caught(
      runFfmpeg({
        ...limits,
        inputs: [{ stream, format: 'rawvideo', options: ['-pix_fmt', 'gray', '-video_size', '16x16'] }],
        outputs: [{ path: '-', options: ['-f', 'null'] }],
      }),
    );
    expect(error).toBeInstanceOf(RangeError);
  });

  it('calls bad input a permanent failure and names no path of this machine', async () => {
    const path = join(folder, 'not-a-movie.mp4');
    await writeFile(path, 'nothing of the kind');
    const error = await caught(
      runFfmpeg({
        ...limits,
        inputs: [{ path, format: 'mov' }],
        outputs: [{ path: join(folder, 'out.mp4'), options: tinyVideo }],
      }),
    );
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.code).toBe('ffmpeg_failed');
    expect(String(error.details.stderr)).toContain('Invalid data');
    expect(JSON.stringify(error.details)).not.toContain(folder);
  });

  it('opens nothing that a hostile playlist names', async () => {
    const victim = await makeClip('victim.mp4');
    const path = join(folder, 'list.txt');
    await writeFile(path, `ffconcat version 1.0\nfile 'http://127.0.0.1:9/x.mp4'\n`);
    const error = await caught(
      runFfmpeg({
        ...limits,
        inputs: [{ path, format: 'concat', options: ['-safe', '0'] }],
        outputs: [{ path: join(folder, 'out.mp4'), options: ['-c', 'copy'] }],
      }),
    );
    expect(String(error.details.stderr)).toMatch(/whitelist/i);
    expect(await countFrames(victim, limits)).toBe(20);
  });

  it('stops a run that outlives its wall clock', async () => {
    const error = await caught(
      runFfmpeg({
        signal,
        timeoutMs: 300,
        inputs: [{ generated: 'testsrc=size=64x48:rate=10', options: ['-re'] }],
        outputs: [{ path: '-', options: ['-f', 'null'] }],
      }),
    );
    expect(error).toBeInstanceOf(TransientError);
    expect(error.code).toBe('ffmpeg_timeout');
  });

  it('stops a run that makes no progress', async () => {
    const silent = new PassThrough();
    const error = await caught(
      runFfmpeg({
        ...limits,
        noProgressMs: 400,
        inputs: [{ stream: silent, format: 'rawvideo', options: ['-pix_fmt', 'gray', '-video_size', '16x16'] }],
        outputs: [{ path: '-', options: ['-f', 'null'] }],
      }),
    );
    expect(error.code).toBe('ffmpeg_stalled');
    expect(silent.destroyed).toBe(true);
  });

  it('stops at once when it is cancelled', async () => {
    const controller = new AbortController();
    const work = caught(
      runFfmpeg({
        signal: controller.signal,
        timeoutMs: 600_000,
        inputs: [{ generated: 'testsrc=size=64x48:rate=10', options: ['-re'] }],
        outputs: [{ path: '-', options: ['-f', 'null'] }],
        onProgress: () => controller.abort(),
      }),
    );
    expect(await work).toBeInstanceOf(CancelledError);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('leaves no child behind when its parent is killed with -9', async () => {
    const script = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.argv[1], ['-v', 'error', '-re', '-f', 'lavfi', '-i', 'anullsrc', '-f', 'null', '-']);
      console.log(child.pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['-e', script, ffmpegPath], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) =>
      parent.stdout.once('data', (data) => resolve(Number(String(data)))),
    );
    await untilNamed(pid, 'ffmpeg');
    parent.kill('SIGKILL');
    await untilGone(pid);
  });

  const mayUnshare = spawnSync('unshare', ['-rn', 'true']).status === 0;
  (mayUnshare ? it : it.skip)('reaches nobody on the network, where the kernel lets us cut it off', async () => {
    let connections = 0;
    const listener = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const ask = (program: string) =>
      new Promise<void>((resolve) => {
        const address = `tcp://127.0.0.1:${(listener.address() as AddressInfo).port}`;
        execFile(program, ['-v', 'error', '-i', address, '-f', 'null', '-'], { timeout: 600_000 }, () => resolve());
      });
    await ask('ffmpeg');
    expect(connections).toBe(1);
    await ask(ffmpegPath);
    expect(connections).toBe(1);
    listener.close();
  });
});

/** The wrapper has become the program itself. */
async function untilNamed(pid: number, name: string): Promise<void> {
  while ((await readFile(`/proc/${pid}/comm`, 'utf8')).trim() !== name)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('runFilterReport', () => {
  it('returns what a measuring filter prints', async () => {
    const report = await runFilterReport({
      ...limits,
      inputs: [{ generated: 'sine=frequency=1000:duration=2' }],
      options: ['-af', 'ebur128=peak=true:framelog=verbose'],
    });
    expect(report).toMatch(/Integrated loudness:[\s\S]*I:\s+-2\d\.\d LUFS/);
    expect(report).not.toContain('out_time');
  });
});

describe('probeMedia', () => {
  it('tells container, streams and length', async () => {
    const probe = await probeMedia(await makeClip('clip.mp4'), { ...limits, format: 'mov' });
    expect(probe.format).toContain('mp4');
    expect(probe.durationMs).toBeCloseTo(2000, -2);
    expect(probe.streams.map((stream) => stream.kind)).toEqual(['video', 'audio']);
    expect(probe.streams[0]).toMatchObject({ codec: 'h264', frames: 20, video: { width: 64, height: 48, fps: 10 } });
    expect(probe.streams[1]).toMatchObject({ codec: 'aac', audio: { sampleRate: 44100, channels: 1 } });
  });

  it('refuses a file that is not what it is said to be', async () => {
    const path = join(folder, 'x.mp4');
    await writeFile(path, 'RIFF');
    expect(await caught(probeMedia(path, { ...limits, format: 'mov' }))).toBeInstanceOf(PermanentError);
  });
});

describe('ffmpegVersion', () => {
  it('reads like a version', async () => {
    expect(await ffmpegVersion()).toMatch(/\d+\.\d+/);
  });
});
