import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { machineEnv } from '../stack/env.ts';
import { runPage } from './run-page.ts';

const root = join(__dirname, '../..');
const copied = [
  'packages/imagery/src',
  'apps/pipeline-worker/src',
  '.env.example',
  'tsconfig.base.json',
  'jest.config.ts',
];

/** The checkout as far as the page changes it, and the packages, of which the changed one is the copy. */
async function layCheckout(folder: string): Promise<void> {
  for (const path of copied) await cp(join(root, path), join(folder, path), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await symlink(join(root, 'packages/testing'), join(folder, 'packages/testing'));
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: './tsconfig.base.json',
      compilerOptions: { composite: false, noEmit: true },
      include: [
        'packages/imagery/src',
        'apps/pipeline-worker/src/env.ts',
        'apps/pipeline-worker/src/provider-settings.ts',
      ],
    }),
  );
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '@bom'), { recursive: true });
  for (const name of await readdir(join(root, 'node_modules'))) {
    if (name !== '@bom') await symlink(join(root, 'node_modules', name), join(modules, name));
  }
  for (const name of await readdir(join(root, 'packages'))) {
    const isCopy = name === 'imagery';
    await symlink(join(isCopy ? folder : root, 'packages', name), join(modules, '@bom', name));
  }
  await cp(join(root, 'packages/imagery/package.json'), join(folder, 'packages/imagery/package.json'));
}

test('the provider of docs/adding-a-provider.md fits in, compiles and passes its test', async () => {
  const page = await readFile(join(root, 'docs/adding-a-provider.md'), 'utf8');
  expect(await runPage(page, { ...machineEnv(), NODE_OPTIONS: '' }, layCheckout)).toEqual([]);
});
