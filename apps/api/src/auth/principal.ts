import type { ApiKey } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import { verifyAccessToken } from './access-token.ts';
import { hashToken, isSameSecret } from './secret-token.ts';
import { isSessionOpen } from './sessions.ts';
import { findSubject } from './subject.ts';

/** Who is calling, and what they may do. `id` goes into events as the actor. */
export type Principal =
  | { kind: 'staff'; id: `key:${string}` | `staff:${string}`; scopes: readonly string[] }
  | { kind: 'service'; id: `key:${string}`; scopes: readonly string[] }
  | { kind: 'client'; id: `client:${string}`; clientId: string };

/** How often a key's last use is written down. */
const lastUsedStepMs = 60_000;

/** The owner of a bearer token, API key or access token, or null. */
export async function authenticate(deps: ApiDeps, token: string | null): Promise<Principal | null> {
  if (!token) return null;
  return token.startsWith('bom_') ? keyOwner(deps, token) : tokenOwner(deps, token);
}

/** Keys are compared by hash in constant time. */
async function keyOwner(deps: ApiDeps, token: string): Promise<Principal | null> {
  const { studioApiKey } = deps.config;
  if (studioApiKey && isSameSecret(token, studioApiKey)) return { kind: 'staff', id: 'key:studio', scopes: ['staff'] };
  const match = /^bom_([A-Za-z0-9]{1,64})_([A-Za-z0-9_-]{20,200})$/.exec(token);
  if (!match?.[1] || !match[2]) return null;
  const key = await deps.db.prisma.apiKey.findUnique({ where: { id: match[1] } });
  const now = new Date();
  const valid = key && !key.revokedAt && (!key.expiresAt || key.expiresAt > now);
  if (!valid || !isSameSecret(hashToken(match[2]), key.secretHash)) return null;
  void noteUse(deps, key, now);
  const kind = key.scopes.includes('staff') ? 'staff' : 'service';
  return { kind, id: `key:${key.id}`, scopes: key.scopes };
}

/** Nobody waits for it, and nobody is refused because it failed. */
async function noteUse({ db, logger }: ApiDeps, { id, lastUsedAt }: ApiKey, now: Date): Promise<void> {
  const before = new Date(now.getTime() - lastUsedStepMs);
  if (lastUsedAt && lastUsedAt > before) return;
  const due = { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: before } }] };
  try {
    await db.prisma.apiKey.updateMany({ where: due, data: { lastUsedAt: now } });
  } catch (error) {
    logger.warn({ err: error, key_id: id }, "a key's last use was not written down");
  }
}

/** A signature is not enough: the session must be open, and its owner still be somebody. */
async function tokenOwner(deps: ApiDeps, token: string): Promise<Principal | null> {
  const claims = verifyAccessToken(deps.config.jwtSecrets, token);
  if (!claims) return null;
  const [open, subject] = await Promise.all([isSessionOpen(deps, claims.sessionId), findSubject(deps, claims.subject)]);
  if (!open || !subject) return null;
  if (subject.role === 'staff') return { kind: 'staff', id: subject.id, scopes: ['staff'] };
  return { kind: 'client', id: subject.id, clientId: subject.client.id };
}
