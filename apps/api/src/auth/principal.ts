import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { ApiDeps } from '../deps.ts';
import { HttpProblem } from '../http/problem.ts';

export const scopes = [
  'clients:read',
  'clients:write',
  'projects:read',
  'projects:write',
  'videos:read',
  'videos:write',
  'assembly:read',
  'assembly:write',
  'assets:write',
] as const;
export type Scope = (typeof scopes)[number] | 'staff';

/** Who is calling, and what they may do. */
export interface Principal {
  kind: 'staff' | 'service';
  /** `key:<id>`; goes into events as the actor. */
  id: string;
  scopes: readonly string[];
}

/** A route's need: the caller must hold the scope; staff hold all. */
export function need(deps: ApiDeps, scope: Scope): RequestHandler {
  return async (request, response, next) => {
    const principal = await authenticate(deps, bearerOf(request.get('authorization')));
    if (!principal) {
      if (!response.hasHeader('WWW-Authenticate')) response.setHeader('WWW-Authenticate', 'Bearer realm="bom"');
      throw new HttpProblem('unauthenticated', 'Send a valid API key as "Authorization: Bearer bom_…".');
    }
    if (principal.kind !== 'staff' && !principal.scopes.includes(scope)) {
      throw new HttpProblem('forbidden', `This key lacks the scope "${scope}".`);
    }
    request.principal = principal;
    next();
  };
}

function bearerOf(header: string | undefined): string | null {
  return /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1] ?? null;
}

/** The key's owner, or null. Keys are compared by hash in constant time. */
async function authenticate({ db, config }: ApiDeps, token: string | null): Promise<Principal | null> {
  if (!token) return null;
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
