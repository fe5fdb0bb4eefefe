import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelledError, TransientError } from '@bom/domain';
import { errorCode } from '@bom/runtime';

/** The name of a key's file in an outbox, without `.json`: sha256 hex. */
export function outboxName(idempotencyKey: string): string {
  return createHash('sha256').update(idempotencyKey).digest('hex');
}

/**
 * Writes `<outboxDir>/<outboxName>.json` once: whole or not at all, and nothing where the key has its file already, also
 * when two processes send at the same moment. Throws TransientError `outbox_unwritable`, CancelledError.
 */
export async function writeOnce(o: {
  outboxDir: string;
  idempotencyKey: string;
  content: Record<string, unknown>;
  signal: AbortSignal;
}): Promise<void> {
  if (o.signal.aborted) throw new CancelledError(undefined, { cause: o.signal.reason });
  const path = join(o.outboxDir, `${outboxName(o.idempotencyKey)}.json`);
  const temporary = `${path}.${randomUUID()}.part`;
  const file = { ...o.content, idempotency_key: o.idempotencyKey, created_at: new Date().toISOString() };
  try {
    await mkdir(o.outboxDir, { recursive: true });
    // Only the owner reads it: sign-in links are in here.
    await writeFile(temporary, `${JSON.stringify(file, null, 2)}\n`, { flag: 'wx', mode: 0o600, flush: true });
    await linkUnlessThere(temporary, path);
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    throw new TransientError('outbox_unwritable', `The outbox folder can't be written (${code}).`, { cause: error });
  } finally {
    // Must not hide what went wrong before; a leftover is harmless.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** Not rename, which would replace the first one. */
async function linkUnlessThere(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
