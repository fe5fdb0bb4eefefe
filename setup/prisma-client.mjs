import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './run-quietly.mjs';
import { say } from './say.mjs';

/** The database client that Prisma writes from prisma/schema.prisma: made again only when the schema or Prisma has changed. */
export function prismaClientStep(root) {
  const generated = join(root, 'packages/db/src/generated');
  const stampFile = join(generated, '.made-from');
  return {
    isDone: () => existsSync(join(generated, 'client.ts')) && readIfThere(stampFile) === fingerprint(root),
    async run() {
      say('making the database client.');
      const noDownload = existsSync('/bin/true') ? '/bin/true' : '/usr/bin/true';
      await runQuietly(process.execPath, [join(root, 'node_modules/prisma/build/index.js'), 'generate'], {
        cwd: root,
        // Generating needs no engine, but the command would fetch one all the same.
        env: {
          ...process.env,
          PRISMA_SCHEMA_ENGINE_BINARY: noDownload,
          PRISMA_HIDE_UPDATE_MESSAGE: '1',
          CHECKPOINT_DISABLE: '1',
        },
      });
      writeFileSync(stampFile, fingerprint(root));
    },
  };
}

function fingerprint(root) {
  const hash = createHash('sha256');
  for (const file of ['prisma/schema.prisma', 'node_modules/prisma/package.json'])
    hash.update(readIfThere(join(root, file)) ?? '');
  return hash.digest('hex');
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
