import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { events } from '@bom/contracts';
import type { EventType } from '@bom/contracts';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/callers/events.md'), 'utf8');

test('the page of events is what its tool makes of the contract', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bom-events-'));
  const made = join(folder, 'events.md');
  const args = ['--conditions=@bom/source', '--import', 'tsx', 'docs/tools/events.ts', made];
  try {
    execFileSync(process.execPath, args, { cwd: root });
    // Differs? npx tsx --conditions=@bom/source docs/tools/events.ts
    expect(page).toBe(readFileSync(made, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('each event on the page carries what the contract says, and no field more', () => {
  const shown = [...page.matchAll(/^```json\n([\s\S]+?)^```/gm)].map(
    ([, json = '']) => JSON.parse(json) as { type: EventType; data: unknown },
  );
  expect(shown.map(({ type }) => type)).toEqual(Object.keys(events));
  for (const { type, data } of shown) expect(events[type].strict().safeParse(data).error).toBeUndefined();
});
