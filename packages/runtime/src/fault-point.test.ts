import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armFaults, faultPoint } from './fault-point.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bom-fault-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('fault points', () => {
  test('do nothing until they are armed', () => {
    expect(() => faultPoint('duringRender')).not.toThrow();
  });

  test('are refused in production', () => {
    const env = { BOM_FAULT_FILE: join(folder, 'fault'), NODE_ENV: 'production' };
    expect(() => armFaults(env)).toThrow('BOM_FAULT_FILE');
    expect(() => armFaults({ NODE_ENV: 'production' })).not.toThrow();
  });

  test('fire once, at their own place only', () => {
    const file = join(folder, 'fault');
    armFaults({ BOM_FAULT_FILE: file });
    expect(() => faultPoint('duringRender')).not.toThrow();
    writeFileSync(file, 'duringRender:throw');
    expect(() => faultPoint('afterCommitBeforeAck')).not.toThrow();
    expect(() => faultPoint('duringRender')).toThrow('fault at duringRender');
    expect(existsSync(`${file}.fired`)).toBe(true);
    expect(() => faultPoint('duringRender')).not.toThrow();
  });
});
