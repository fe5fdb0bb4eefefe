import { appendFileSync } from 'node:fs';

/** One row of the fault matrix as it went; `recoveryMs` from the fault to the end of the work that it hit. */
export interface RowResult {
  row: string;
  title: string;
  recoveryMs: number | null;
}

export interface RowOptions {
  /** Why the row can not be proven on this machine: it is skipped, and the table says so. */
  unless?: string | null;
}

/**
 * A test of one row of the matrix. What it returns is the recovery time in milliseconds; the table of
 * `npm run test:faults` shows it.
 */
export function row(
  id: string,
  title: string,
  prove: () => Promise<number | void> | number | void,
  { unless = null }: RowOptions = {},
): void {
  if (unless !== null) {
    test.skip(`${id} ${title}: ${unless}`, () => {});
    return;
  }
  test(`${id} ${title}`, async () => {
    const recoveryMs = await prove();
    noteResult({ row: id, title, recoveryMs: typeof recoveryMs === 'number' ? Math.round(recoveryMs) : null });
  });
}

/** Lines of JSON, in the file that the runner names. */
function noteResult(result: RowResult): void {
  const file = process.env['BOM_FAULT_REPORT'];
  if (file) appendFileSync(file, `${JSON.stringify(result)}\n`);
}
