/**
 * Writes docs/configuration.md from .env.example and from what the env.ts of each app reads.
 * Run: npx tsx --conditions=@bom/source docs/tools/configuration.ts [OUT.md]
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { envSchema as apiSchema } from '../../apps/api/src/env.ts';
import { envSchema as pipelineSchema } from '../../apps/pipeline-worker/src/env.ts';
import { envSchema as renderSchema } from '../../apps/render-worker/src/env.ts';
import { envSchema as studioSchema } from '../../apps/studio/src/env.ts';
import { readExample } from './configuration/read-example.ts';
import { renderConfiguration } from './configuration/render-configuration.ts';

const root = join(import.meta.dirname, '../..');

async function main(): Promise<void> {
  const out = process.argv[2] ?? join(root, 'docs/configuration.md');
  const schemas = {
    api: apiSchema(true),
    'development-api': apiSchema(false),
    'pipeline-worker': pipelineSchema,
    'render-worker': renderSchema,
    studio: studioSchema,
  };
  const page = renderConfiguration(readExample(await readFile(join(root, '.env.example'), 'utf8')), schemas);
  const style = await resolveConfig(join(root, 'docs/configuration.md'));
  await writeFile(out, await format(page, { ...style, parser: 'markdown' }));
}

await main();
