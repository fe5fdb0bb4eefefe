import { measureCost, median, type Cost } from './measure-cost.ts';

export const encodeOnlyName = 'encode-only';

/** Does the work, or has another process do and measure it. */
export type Way = () => Promise<void> | Promise<Cost>;

/** Runs all ways in turn, round after round, and prints each one's median ratio to encode-only of the same round. */
export async function compareWays(comparison: {
  title: string;
  ways: Record<string, Way>;
  rounds: number;
  /** Before each measured run. */
  reset: () => void;
}): Promise<void> {
  const { title, ways, rounds, reset } = comparison;
  const costs = new Map<string, Cost[]>(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, work] of Object.entries(ways)) {
      reset();
      let measured: Cost | undefined;
      const own = await measureCost(async () => void (measured = (await work()) ?? undefined));
      costs.get(name)?.push(measured ?? own);
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

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
