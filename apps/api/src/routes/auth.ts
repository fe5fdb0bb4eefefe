import { setTimeout as wait } from 'node:timers/promises';
import type { authOperations, Scope, SessionAnswer } from '@bom/contracts';
import { accessTokenSeconds, verifyAccessToken } from '../auth/access-token.ts';
import { bearerOf } from '../auth/admit.ts';
import { sendMagicLink, spendMagicLink } from '../auth/magic-links.ts';
import { endSession, openSession, refreshSession, sessionOf } from '../auth/sessions.ts';
import type { Session } from '../auth/sessions.ts';
import { findSubject } from '../auth/subject.ts';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { presentClient } from './clients.ts';

const noStore = { 'Cache-Control': 'no-store' };

/** Answers come on a multiple of this after the request, so that no time tells what was done for it. */
const answerStepMs = 250;

/** `/api/auth`: sign-in by mail, and what keeps one signed in. */
export function authHandlers(deps: ApiDeps): HandlersOf<typeof authOperations> {
  const signIn = async (token: string) => {
    const session = await openSession(deps, await spendMagicLink(deps, token));
    return { status: 200 as const, headers: noStore, body: presentSession(session) };
  };
  return {
    async requestMagicLink({ body }) {
      const beganAt = performance.now();
      await sendMagicLink(deps, body.email);
      await wait(answerStepMs - ((performance.now() - beganAt) % answerStepMs));
      return { status: 200, headers: noStore, body: { message: 'Magic link sent' } };
    },

    async verifyMagicLink({ query, request, response }) {
      if (request.method !== 'HEAD') return signIn(query.token);
      response.set(noStore).status(200).end();
      return 'sent';
    },

    verifyMagicLinkByPost: ({ body }) => signIn(body.token),

    async refreshSession({ body }) {
      const session = await refreshSession(deps, body.refresh_token);
      return { status: 200, headers: noStore, body: presentSession(session) };
    },

    async logout({ body, request }) {
      const bearer = bearerOf(request);
      const claims = bearer ? verifyAccessToken(deps.config.jwtSecrets, bearer) : null;
      const named = body.refresh_token ? await sessionOf(deps, body.refresh_token) : null;
      if (!claims && !body.refresh_token) {
        throw new HttpProblem('unauthenticated', 'Send the access token as bearer, or the refresh token in the body.');
      }
      for (const sessionId of [claims?.sessionId, named]) if (sessionId) await endSession(deps, sessionId);
      return { status: 204 };
    },

    async getCaller({ principal }) {
      const { kind: role, id } = principal;
      const subject = id.startsWith('key:') ? null : await findSubject(deps, id as `staff:${string}`);
      const body = {
        role,
        id,
        email: subject?.email ?? null,
        client: subject?.role === 'client' ? presentClient(subject.client) : null,
        scopes: principal.kind === 'client' ? [] : (principal.scopes as Scope[]),
      };
      return { status: 200, headers: noStore, body };
    },
  };
}

function presentSession({ subject, accessToken, refreshToken }: Session): SessionAnswer {
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: accessTokenSeconds,
    refresh_token: refreshToken,
    client: subject.role === 'client' ? presentClient(subject.client) : null,
    role: subject.role,
  };
}
