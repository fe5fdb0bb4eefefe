import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';

type Bindings = typeof import('@prisma/schema-engine-wasm/schema_engine_bg');

let loading: Promise<Bindings> | undefined;

/**
 * Prisma's schema engine as WebAssembly. Unlike the CLI it downloads no binary, so that migrations deploy on machines
 * without internet; it fills `_prisma_migrations` just as `prisma migrate deploy` does.
 */
export async function openSchemaEngine(databaseUrl: string): Promise<SchemaEngine> {
  loading ??= loadBindings();
  const bindings = await loading;
  const adapter = bindMigrationAwareSqlAdapterFactory(new ScriptingPg({ connectionString: databaseUrl, max: 2 }));
  return bindings.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
}

/** Prisma's adapter, but for its cutting scripts at every semicolon, those within functions and comments too. */
class ScriptingPg extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      for (const sql of splitScript(script)) await adapter.executeRaw({ sql, args: [], argTypes: [] });
    };
    return adapter;
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
