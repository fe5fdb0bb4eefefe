import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compareAnswer } from './compare-answer.ts';
import { readBlocks } from './read-blocks.ts';
import type { Block } from './read-blocks.ts';

const root = join(__dirname, '../..');

/** Whether the block is run, as the shell's. */
export const isRunnable = ({ language, words }: Block) => language === 'sh' && words.includes('runnable');
const isAnswer = ({ words }: Block) => words.includes('answers');
const fileNameOf = ({ words }: Block) => (words[0] === 'file' ? words[1] : undefined);

/**
 * Runs a page as somebody would who works through it: the `runnable` blocks one after the other in one shell and one
 * folder, where the blocks marked `file NAME` lie. What a block prints is held against the block marked `answers` that
 * follows it. Gives what went wrong, with the line of the page.
 *
 * @param lay lays what else the folder should hold
 */
export async function runPage(
  page: string,
  env: Record<string, string>,
  lay: (folder: string) => Promise<void> = layPackages,
): Promise<string[]> {
  const blocks = readBlocks(page);
  const folder = await mkdtemp(join(tmpdir(), 'bom-page-'));
  try {
    await lay(folder);
    const outDir = await mkdtemp(join(folder, '.out-'));
    for (const block of blocks) {
      const name = fileNameOf(block);
      if (!name) continue;
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), `${block.text}\n`);
    }
    const ran = await runScript(scriptOf(blocks.filter(isRunnable), outDir), { folder, env });
    return await faultsOf(blocks, { outDir, ran });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The packages of this checkout, for the programs of a page. */
export async function layPackages(folder: string): Promise<void> {
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
}

/** Of a page's files alone those that are programs. */
export function programsOf(page: string): { name: string; text: string }[] {
  return readBlocks(page).flatMap((block) => {
    const name = fileNameOf(block);
    return name && block.language === 'ts' ? [{ name, text: block.text }] : [];
  });
}

function scriptOf(blocks: Block[], outDir: string): string {
  const steps = blocks.map(({ text, line }) => `{\n${text}\n} >'${outDir}/${line}'\n: >'${outDir}/${line}.done'`);
  return ['set -euo pipefail', ...steps].join('\n');
}

interface Ran {
  code: number | null;
  stderr: string;
}

/** In a process group of its own, which ends with it: pages start servers. */
async function runScript(script: string, o: { folder: string; env: Record<string, string> }): Promise<Ran> {
  const env = { NODE_OPTIONS: '--conditions=@bom/source', ...o.env };
  const child = spawn('bash', ['-c', script], {
    cwd: o.folder,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  const [code] = (await once(child, 'exit')) as [number | null];
  try {
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  } catch {
    // Nobody is left.
  }
  return { code, stderr };
}

async function faultsOf(blocks: Block[], { outDir, ran }: { outDir: string; ran: Ran }): Promise<string[]> {
  const faults: string[] = [];
  let last: { line: number; printed: string } | null = null;
  for (const block of blocks) {
    if (isRunnable(block)) {
      const printed = await readFile(join(outDir, String(block.line)), 'utf8').catch(() => '');
      const isDone = await readFile(join(outDir, `${block.line}.done`)).then(
        () => true,
        () => false,
      );
      if (!isDone)
        return [...faults, `line ${block.line}: ended with ${ran.code}\n${printed}\n${ran.stderr.slice(-2_000)}`];
      last = { line: block.line, printed };
    }
    if (!isAnswer(block)) continue;
    if (!last) return [...faults, `line ${block.line}: answers nothing`];
    const wrong = compareAnswer(block.text, last.printed, block.language);
    faults.push(...wrong.map((fault) => `line ${block.line}: ${fault}`));
  }
  return faults;
}
