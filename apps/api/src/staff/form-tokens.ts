import { createHmac } from 'node:crypto';
import type { Request } from 'express';
import type { JwtSecret } from '../auth/access-token.ts';
import { isSameSecret } from '../auth/secret-token.ts';
import { HttpProblem } from '../http/http-problem.ts';

const validForMs = 12 * 3_600_000;

interface Form {
  /** Whom the page was made for. */
  principalId: string;
  /** Where the form leads: its token opens nothing else. */
  action: string;
}

/** A token that only a page of ours can carry: browsers send the password along whichever page a form comes from. */
export function makeFormToken(secrets: readonly JwtSecret[], form: Form, now: number = Date.now()): string {
  const [newest] = secrets;
  if (!newest) throw new Error('There is no secret to sign forms with.');
  const until = String(now + validForMs);
  return `${until}.${sign(newest, form, until)}`;
}

/** Throws HttpProblem `forbidden` for a form that no page of ours made for this person, and for one from elsewhere. */
export function assertOwnForm(
  secrets: readonly JwtSecret[],
  { request, form }: { request: Request; form: Form },
): void {
  if (!isFromOwnPage(request)) throw new HttpProblem('forbidden', 'This form was sent from a page that is not ours.');
  const sent: unknown = (request.body as Record<string, unknown> | undefined)?.['token'];
  const [until = '', signature = ''] = typeof sent === 'string' ? sent.split('.') : [];
  const isOurs = secrets.some((secret) => isSameSecret(signature, sign(secret, form, until)));
  if (isOurs && Number(until) > Date.now()) return;
  throw new HttpProblem('forbidden', 'This form has expired; open the page again and repeat what you did.');
}

/** Browsers say where a form comes from; what says nothing is no browser, and has the API for this. */
function isFromOwnPage(request: Request): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = request.get('origin');
  if (origin === undefined) return site !== undefined;
  return URL.canParse(origin) && new URL(origin).host === request.get('host');
}

function sign({ secret }: JwtSecret, { principalId, action }: Form, until: string): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['staff-form', principalId, action, until]))
    .digest('base64url');
}
