import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Db } from '@bom/db';

export interface IdempotentRequest {
  /** Who asks: keys of different callers never meet. */
  principal: string;
  key: string;
  /** Of the path and the very bytes of the body. */
  requestHash: string;
}

export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

export type ClaimedKey =
  /** Ours to do; `lockId` is what later writes are fenced by. */
  { claimed: { lockId: string } } | { answered: KeptAnswer } | { reused: true } | { busy: true };

const lockMs = 30_000;
export const renewLockMs = 10_000;

/**
 * Takes a key, or tells what has become of it. A lock that nobody renews (the process died) is taken over after 30
 * seconds; a key that is older than 24 hours counts as new.
 */
export async function claimKey({ prisma }: Db, request: IdempotentRequest): Promise<ClaimedKey> {
  const { principal, requestHash } = request;
  const key = nameOf(request);
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    INSERT INTO idempotency_keys AS kept (id, principal, key, request_hash, locked_until)
    VALUES (gen_random_uuid(), ${principal}, ${key}, ${requestHash}, now() + make_interval(secs => ${lockMs / 1000}::float8))
    ON CONFLICT (principal, key) DO UPDATE SET
      id = excluded.id, request_hash = excluded.request_hash, locked_until = excluded.locked_until, status = NULL,
      body = NULL, headers = '{}', created_at = now()
    WHERE kept.created_at < now() - interval '24 hours'
      OR (kept.status IS NULL AND kept.locked_until < now() AND kept.request_hash = excluded.request_hash)
    RETURNING id`;
  const lockId = rows[0]?.id;
  if (lockId) return { claimed: { lockId } };
  const row = await prisma.idempotencyKey.findUnique({ where: { principal_key: { principal, key } } });
  if (!row) return { busy: true };
  if (row.requestHash !== requestHash) return { reused: true };
  if (row.status === null || row.body === null) return { busy: true };
  const body = open(Buffer.from(row.body), request);
  return { answered: { status: row.status, headers: row.headers as Record<string, string>, body } };
}

/** The answer that every later request of the key gets. Does nothing where the lock was lost. */
export async function keepAnswer(
  { prisma }: Db,
  { lockId, request, answer }: { lockId: string; request: IdempotentRequest; answer: KeptAnswer },
): Promise<void> {
  const { status, headers, body } = answer;
  await prisma.idempotencyKey.updateMany({
    where: { id: lockId },
    data: { status, headers, body: Uint8Array.from(seal(body, request)), lockedUntil: null },
  });
}

export async function renewKey({ prisma }: Db, lockId: string): Promise<void> {
  const lockedUntil = new Date(Date.now() + lockMs);
  await prisma.idempotencyKey.updateMany({ where: { id: lockId, status: null }, data: { lockedUntil } });
}

/** What failed may be tried again under the same key. */
export async function releaseKey({ prisma }: Db, lockId: string): Promise<void> {
  await prisma.idempotencyKey.deleteMany({ where: { id: lockId, status: null } });
}

/**
 * Some answers show a secret once, and only its hash is kept: here they are kept under what the caller alone knows, the
 * key itself, of which the table holds a hash.
 */
function nameOf({ key }: IdempotentRequest): string {
  return createHash('sha256').update(`name\n${key}`).digest('hex');
}

const keyOf = ({ principal, key }: IdempotentRequest): Buffer =>
  createHash('sha256').update(`body\n${principal}\n${key}`).digest();

const [ivBytes, tagBytes] = [12, 16];

function seal(body: string | Buffer, request: IdempotentRequest): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', keyOf(request), iv);
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function open(sealed: Buffer, request: IdempotentRequest): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(request), sealed.subarray(0, ivBytes));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(ivBytes, -tagBytes)), decipher.final()]);
}
