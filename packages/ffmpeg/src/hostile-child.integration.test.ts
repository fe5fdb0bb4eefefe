import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FfmpegRun } from './index.ts';

let folder: string;
const real = execFileSync('sh', ['-c', 'command -v ffmpeg'], { encoding: 'utf8' }).trim();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bom-ffmpeg-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A script where ffmpeg is looked for. */
async function replaceFfmpeg(lines: string[]): Promise<void> {
  const program = join(folder, 'ffmpeg');
  await writeFile(program, ['#!/bin/sh', ...lines, ''].join('\n'));
  await chmod(program, 0o755);
}

interface Failure {
  code: string;
  retriable: boolean;
  details: Record<string, unknown>;
}

/** What runFfmpeg throws in a process that finds this ffmpeg first; jest's own would not hand its PATH on. */
function failureOf(limits: { noProgressMs?: number; options?: string[] } = {}): Promise<Failure> {
  const run: Omit<FfmpegRun, 'signal'> = {
    timeoutMs: 600_000,
    ...(limits.noProgressMs === undefined ? {} : { noProgressMs: limits.noProgressMs }),
    inputs: [{ generated: 'testsrc=size=320x240:rate=30' }],
    outputs: [{ path: join(folder, 'out.avi'), options: limits.options ?? ['-t', '5', '-c:v', 'rawvideo'] }],
  };
  const script = `
    const { runFfmpeg } = await import(${JSON.stringify(pathToFileURL(join(__dirname, 'index.ts')).href)});
    const thrown = await runFfmpeg({ ...${JSON.stringify(run)}, signal: new AbortController().signal }).catch((error) => error);
    console.log(JSON.stringify({ code: thrown.code ?? 'none', retriable: thrown.retriable, details: thrown.details }));`;
  const args = ['--conditions=@bom/source', '--import', 'tsx', '--input-type=module', '-e', script];
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env }, (error, stdout) =>
      error ? reject(error) : resolve(JSON.parse(stdout) as Failure),
    );
  });
}

/** A line of the script: from then on it is known, and as deaf as it will be. */
const notePid = () => `echo $$ > '${join(folder, 'pid')}'`;

/** What comes of a script that does nothing more. A busy machine may need some time to get as far as its note. */
async function failureOfIdle(): Promise<Failure> {
  for (let noProgressMs = 500; ; noProgressMs *= 2) {
    const failure = await failureOf({ noProgressMs });
    if (existsSync(join(folder, 'pid'))) return failure;
  }
}

async function isAlive(): Promise<boolean> {
  const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat !== null && !stat.includes(') Z ');
}

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('an ffmpeg that misbehaves', () => {
  it('is killed where it is deaf to SIGTERM', async () => {
    await replaceFfmpeg(["trap '' TERM INT HUP", notePid(), 'while :; do sleep 0.1; done']);
    const failure = await failureOfIdle();
    expect(failure).toMatchObject({ code: 'ffmpeg_stalled', retriable: true });
    expect(await isAlive()).toBe(false);
  });

  it('is killed where it sleeps for ever', async () => {
    await replaceFfmpeg([notePid(), 'exec sleep infinity']);
    const failure = await failureOfIdle();
    expect(failure).toMatchObject({ code: 'ffmpeg_stalled', retriable: true });
    expect(await isAlive()).toBe(false);
  });

  it('counts as crashed where it dies of a segmentation fault, which may pass', async () => {
    await replaceFfmpeg(['kill -SEGV $$', 'sleep 5']);
    const failure = await failureOf();
    expect(failure).toMatchObject({ code: 'ffmpeg_crashed', retriable: true, details: { signal: 'SIGSEGV' } });
  });

  it('counts as crashed where the kernel kills it for want of memory', async () => {
    await replaceFfmpeg(['kill -KILL $$', 'sleep 5']);
    const failure = await failureOf();
    expect(failure).toMatchObject({ code: 'ffmpeg_crashed', retriable: true, details: { signal: 'SIGKILL' } });
  });

  it('has run out of memory where it may allocate no more, which may pass', async () => {
    await replaceFfmpeg(['ulimit -v 500000', `exec '${real}' "$@"`]);
    const options = ['-vf', 'scale=8000:8000,loop=200:200:0', '-t', '5', '-c:v', 'rawvideo'];
    const failure = await failureOf({ options });
    expect(failure).toMatchObject({ code: 'out_of_memory', retriable: true });
  });

  it('may write no file larger than its cap', async () => {
    // The real program and the real limit of the kernel, which the cap of run-child.sh only makes larger.
    await replaceFfmpeg(['ulimit -f 1024', `exec '${real}' "$@"`]);
    const failure = await failureOf();
    expect(failure).toMatchObject({ code: 'output_too_big', retriable: false });
  });
});
