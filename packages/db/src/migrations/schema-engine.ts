import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';

type Bindings = typeof import('@prisma/schema-engine-wasm/schema_engine_bg');

let loading: Promise<Bindings> | undefined;

/** How long a statement may stand in a table's queue: whoever comes after it waits behind it. */
const lockTimeoutMs = 500;
/** How long others go first after that. */
const pauseMs = 1_000;
const patienceMs = 10 * 60_000;
const lockNotAvailable = '55P03';

/**
 * Prisma's schema engine as WebAssembly. Unlike the CLI it downloads no binary, so that migrations deploy on machines
 * without internet; it fills `_prisma_migrations` just as `prisma migrate deploy` does.
 */
export async function openSchemaEngine(databaseUrl: string): Promise<SchemaEngine> {
  loading ??= loadBindings();
  const bindings = await loading;
  const adapter = bindMigrationAwareSqlAdapterFactory(
    new ScriptingPg({ connectionString: databaseUrl, max: 2, options: `-c lock_timeout=${lockTimeoutMs}` }),
  );
  return bindings.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
}

/**
 * Prisma's adapter, but for its cutting scripts at every semicolon, those within functions and comments too, and for its
 * patience: a statement that has to wait for a table gives way to everybody else and is tried again.
 */
class ScriptingPg extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      for (const sql of splitScript(script)) {
        await givingWay(() => adapter.executeRaw({ sql, args: [], argTypes: [] }));
      }
    };
    return adapter;
  }
}

/** Each statement stands alone, so one that was refused its lock has done nothing. */
async function givingWay(run: () => Promise<unknown>): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      await run();
      return;
    } catch (error) {
      const isRefused = (error as { cause?: { originalCode?: string } }).cause?.originalCode === lockNotAvailable;
      if (!isRefused || performance.now() > until) throw error;
      await sleep(pauseMs);
    }
  }
}

/** The statements of a script, whose functions are quoted by `$$`. */
function splitScript(script: string): string[] {
  const statements = script.match(/(?:--[^\n]*|\$\$[^]*?\$\$|'[^']*'|"[^"]*"|[^;])+/g) ?? [];
  return statements.filter((statement) => statement.replaceAll(/--[^\n]*/g, '').trim() !== '');
}

/** Once a process: the bindings keep state that a second instance of the module would corrupt. */
async function loadBindings(): Promise<Bindings> {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const { __wbg_set_wasm: setWasm } = bindings as unknown as { __wbg_set_wasm(exports: WebAssembly.Exports): void };
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const bytes = await readFile(join(folder, 'schema_engine_bg.wasm'));
  const imports = { './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports };
  const { instance } = await WebAssembly.instantiate(bytes, imports);
  setWasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
  return bindings;
}
