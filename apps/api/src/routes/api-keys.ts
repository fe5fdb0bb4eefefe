import { randomBytes } from 'node:crypto';
import type { ApiKeyAnswer, apiKeyOperations } from '@bom/contracts';
import type { ApiKey } from '@bom/db';
import { hashToken, makeSecretToken } from '../auth/secret-token.ts';
import type { HandlersOf } from '../http/handler.ts';
import { notFound } from '../http/http-problem.ts';
import { afterCursor, newestFirst, parseCursor, toPage } from '../http/pages.ts';

/** `/api/api-keys`: for services, and for staff that want no mail. */
export const apiKeyHandlers: HandlersOf<typeof apiKeyOperations> = {
  async listApiKeys({ prisma, query }) {
    const rows = await prisma.apiKey.findMany({
      where: afterCursor(parseCursor(query.cursor, /^[A-Za-z0-9]{1,64}$/)),
      orderBy: newestFirst,
      take: query.limit + 1,
    });
    const page = toPage(rows, query.limit);
    return { status: 200, body: { data: page.rows.map(presentKey), next_cursor: page.next_cursor } };
  },

  async createApiKey({ prisma, body, principal }) {
    const id = randomBytes(6).toString('hex');
    const secret = makeSecretToken();
    const row = await prisma.apiKey.create({
      data: {
        id,
        name: body.name,
        scopes: body.scopes,
        expiresAt: body.expires_at ? new Date(body.expires_at) : null,
        secretHash: hashToken(secret),
        createdBy: principal.id,
      },
    });
    return {
      status: 201,
      headers: { 'Cache-Control': 'no-store' },
      body: { ...presentKey(row), key: `bom_${id}_${secret}` },
    };
  },

  async revokeApiKey({ prisma, params }) {
    const key = await prisma.apiKey.findUnique({ where: params });
    if (!key) throw notFound();
    await prisma.apiKey.updateMany({ where: { id: key.id, revokedAt: null }, data: { revokedAt: new Date() } });
    return { status: 204 };
  },
};

function presentKey(key: ApiKey): ApiKeyAnswer {
  return {
    id: key.id,
    name: key.name,
    scopes: key.scopes as ApiKeyAnswer['scopes'],
    created_by: key.createdBy,
    created_at: key.createdAt.toISOString(),
    expires_at: key.expiresAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
  };
}
