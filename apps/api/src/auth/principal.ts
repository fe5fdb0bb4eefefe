import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiDeps } from '../deps.ts';

/** Who is calling, and what they may do. `id` goes into events as the actor. */
export type Principal =
  | { kind: 'staff'; id: `key:${string}` | `staff:${string}`; scopes: readonly string[] }
  | { kind: 'service'; id: `key:${string}`; scopes: readonly string[] }
  | { kind: 'client'; id: `client:${string}`; clientId: string };

/** The owner of a bearer token, or null. */
export async function authenticate(deps: ApiDeps, token: string | null): Promise<Principal | null> {
  if (!token) return null;
  return keyOwner(deps, token);
}

/** Keys are compared by hash in constant time. */
async function keyOwner({ db, config }: ApiDeps, token: string): Promise<Principal | null> {
  if (config.studioApiKey && sameDigest(token, config.studioApiKey)) {
    return { kind: 'staff', id: 'key:studio', scopes: ['staff'] };
  }
  const match = /^bom_([A-Za-z0-9]+)_([A-Za-z0-9_-]{20,})$/.exec(token);
  if (!match?.[1] || !match[2]) return null;
  const key = await db.prisma.apiKey.findUnique({ where: { id: match[1] } });
  const valid = key && !key.revokedAt && (!key.expiresAt || key.expiresAt > new Date());
  if (!valid || !sameDigest(sha256(match[2]), key.secretHash)) return null;
  const kind = key.scopes.includes('staff') ? 'staff' : 'service';
  return { kind, id: `key:${key.id}`, scopes: key.scopes };
}

/** Both sides are hashed first, so that lengths don't matter and don't show. */
function sameDigest(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
