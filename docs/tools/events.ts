/**
 * Writes docs/callers/events.md from the contract's events, as the OpenAPI document tells them.
 * Run: npx tsx --conditions=@bom/source docs/tools/events.ts [OUT.md]
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { renderEvents } from './events/render-events.ts';

const page = join(import.meta.dirname, '../callers/events.md');

const style = await resolveConfig(page);
await writeFile(process.argv[2] ?? page, await format(renderEvents(), { ...style, parser: 'markdown' }));
