import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSchema } from './generate-schema.ts';

test('the client is the one of the routes as they are: run `npm run generate -w packages/client` if not', async () => {
  const kept = await readFile(join(__dirname, '..', 'schema.ts'), 'utf8');
  expect(await generateSchema()).toBe(kept);
});
