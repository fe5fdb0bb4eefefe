import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const secretsSchema = z.object({
  studioApiKey: z.string(),
  fileSigningSecret: z.string(),
  jwtSecret: z.string(),
  postgresPassword: z.string(),
  redisPassword: z.string(),
  webhookSigningSecret: z.string(),
});

export type Secrets = z.infer<typeof secretsSchema>;

/**
 * The secrets of one data folder, made once and kept in `secrets.json` (0600); one that an older version did not make is
 * added. `isNew` says that this call made the file.
 */
export async function loadSecrets(dataDir: string): Promise<{ secrets: Secrets; isNew: boolean; file: string }> {
  const file = join(dataDir, 'secrets.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const kept: unknown = text === undefined ? {} : JSON.parse(text);
  const made = secretsSchema.parse({ ...makeSecrets(), ...z.looseObject({}).parse(kept) });
  if (!secretsSchema.safeParse(kept).success) {
    await mkdir(dataDir, { recursive: true });
    // Written whole or not at all: half a file would lock the owner out of the database.
    await writeFile(`${file}.making`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
    await rename(`${file}.making`, file);
  }
  return { secrets: made, isNew: text === undefined, file };
}

function makeSecrets(): Secrets {
  const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
  return {
    studioApiKey: `bom_${hex(6)}_${hex(32)}`,
    fileSigningSecret: hex(32),
    jwtSecret: hex(32),
    postgresPassword: hex(16),
    redisPassword: hex(16),
    webhookSigningSecret: `whsec_${randomBytes(32).toString('base64')}`,
  };
}
