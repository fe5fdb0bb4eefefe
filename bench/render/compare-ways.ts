import { Readable } from 'node:stream';
import { runFfmpeg } from '@bom/ffmpeg';
import { encoderArguments, rawFrameArguments } from '../../packages/render/src/segment/encoder-arguments.ts';
import { measureCost, median, type Cost } from './measure-cost.ts';
import { canvas } from './workload.ts';

export const encodeOnlyName = 'encode-only';
const minute = 60_000;
export const patience = { signal: new AbortController().signal, timeoutMs: 30 * minute, noProgressMs: 10 * minute };

/** Runs all ways in turn, round after round, and prints each one's median ratio to encode-only of the same round. */
export async function compareWays(comparison: {
  title: string;
  ways: Record<string, () => Promise<void>>;
  rounds: number;
  /** Before each measured run. */
  reset: () => void;
}): Promise<void> {
  const { title, ways, rounds, reset } = comparison;
  const costs = new Map<string, Cost[]>(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, work] of Object.entries(ways)) {
      reset();
      costs.get(name)?.push(await measureCost(work));
    }
  }
  const unit = costs.get(encodeOnlyName) ?? [];
  const seconds = (key: keyof Cost, of: Cost[]): number => rounded(median(of.map((one) => one[key])) / 1000);
  const ratios = (key: keyof Cost, own: Cost[]): number[] => own.map((one, at) => one[key] / (unit[at]?.[key] ?? NaN));
  const spread = (values: number[]): string => `${rounded(Math.min(...values))}-${rounded(Math.max(...values))}`;
  const rows = [...costs].map(([name, own]) => {
    const [wall, cpu] = [ratios('wallMs', own), ratios('cpuMs', own)];
    const row = { wall: rounded(median(wall)), cpu: rounded(median(cpu)), 'cpu from-to': spread(cpu) };
    return [name, { ...row, 'wall s': seconds('wallMs', own), 'cpu s': seconds('cpuMs', own) }] as const;
  });
  console.log(`\n${title}, ${rounds} round(s), ratios to ${encodeOnlyName}`);
  console.table(Object.fromEntries(rows));
}

/** The limit: the same frames, already drawn, from memory into one encoder. 0 threads: as many as it likes. */
export async function encodeOnly(frames: Buffer[], { threads, out }: { threads: number; out: string }): Promise<void> {
  const stream = Readable.from(frames, { objectMode: false, highWaterMark: frames[0]?.length ?? 1 });
  await runFfmpeg({
    ...patience,
    inputs: [{ stream, format: 'rawvideo', options: rawFrameArguments(canvas) }],
    outputs: [{ path: out, options: encoderArguments('standard', canvas, { threads }) }],
  });
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
