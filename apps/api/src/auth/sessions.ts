import { randomUUID } from 'node:crypto';
import type { Prisma, Tx } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import { HttpProblem } from '../http/http-problem.ts';
import type { SubjectId } from './access-token.ts';
import { signAccessToken } from './access-token.ts';
import { hashToken, makeSecretToken } from './secret-token.ts';
import { findSubject } from './subject.ts';
import type { Subject } from './subject.ts';

export interface Session {
  subject: Subject;
  accessToken: string;
  refreshToken: string;
}

/** From sign-in to the next one, however often it is refreshed. */
const sessionMs = 30 * 24 * 3_600_000;

/** Begins a session: a family of refresh tokens, and the access tokens that come with them. */
export async function openSession(deps: ApiDeps, subject: Subject): Promise<Session> {
  const family = { familyId: randomUUID(), subject: subject.id, expiresAt: new Date(Date.now() + sessionMs) };
  return issueTokens(deps, { tx: deps.db.prisma, subject, family });
}

/**
 * Trades a refresh token for the next one and a new access token. A token that was used before this request came was
 * copied: the whole family ends (RFC 9700, 4.14.2). Of several requests that come together exactly one wins, and the
 * others are refused without ending what it got.
 *
 * @throws HttpProblem `invalid_token`
 */
export async function refreshSession(deps: ApiDeps, token: string): Promise<Session> {
  const cameAt = new Date();
  const { prisma } = deps.db;
  const row = await prisma.refreshToken.findUnique({ where: { tokenHash: hashToken(token) } });
  if (!row) throw invalidToken();
  if (row.usedAt && row.usedAt < cameAt) await endSession(deps, row.familyId);
  if (row.usedAt || row.revokedAt || row.expiresAt <= cameAt) throw invalidToken();
  const subject = await findSubject(deps, row.subject as SubjectId);
  if (!subject) throw invalidToken();
  return prisma.$transaction(async (tx) => {
    await lockFamily(tx, row.familyId);
    const unused = { id: row.id, usedAt: null, revokedAt: null };
    const { count } = await tx.refreshToken.updateMany({ where: unused, data: { usedAt: new Date() } });
    if (count === 0) throw invalidToken();
    return issueTokens(deps, { tx, subject, family: row });
  });
}

/** Ends a session: none of its refresh and access tokens is taken any more. */
export async function endSession({ db }: Pick<ApiDeps, 'db'>, familyId: string): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    await lockFamily(tx, familyId);
    await tx.refreshToken.updateMany({ where: { familyId, revokedAt: null }, data: { revokedAt: new Date() } });
  });
}

/** The session that a refresh token belongs to, used or not. */
export async function sessionOf({ db }: Pick<ApiDeps, 'db'>, token: string): Promise<string | null> {
  const row = await db.prisma.refreshToken.findUnique({ where: { tokenHash: hashToken(token) } });
  return row?.familyId ?? null;
}

export async function isSessionOpen({ db }: Pick<ApiDeps, 'db'>, familyId: string): Promise<boolean> {
  const open = { familyId, revokedAt: null, expiresAt: { gt: new Date() } };
  return (await db.prisma.refreshToken.findFirst({ where: open, select: { id: true } })) !== null;
}

export const invalidToken = (): HttpProblem =>
  new HttpProblem('invalid_token', 'This token was used, has expired, or is not one of ours; sign in again.');

async function issueTokens(
  { config }: ApiDeps,
  {
    tx,
    subject,
    family,
  }: {
    tx: Tx;
    subject: Subject;
    family: Pick<Prisma.RefreshTokenCreateManyInput, 'subject'> & { familyId: string; expiresAt: Date };
  },
): Promise<Session> {
  const { familyId, expiresAt } = family;
  const refreshToken = makeSecretToken();
  const tokenHash = hashToken(refreshToken);
  await tx.refreshToken.create({ data: { familyId, subject: family.subject, expiresAt, tokenHash } });
  const accessToken = signAccessToken(config.jwtSecrets, { subject: subject.id, sessionId: familyId });
  return { subject, accessToken, refreshToken };
}

/** A token that is made while its family ends would outlive it. */
async function lockFamily(tx: Tx, familyId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(${familyId}, 0))`;
}
