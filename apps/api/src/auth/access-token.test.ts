import { createHmac, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { signAccessToken, verifyAccessToken } from './access-token.ts';
import type { JwtSecret } from './access-token.ts';

const current: JwtSecret = { id: 'new', secret: 'n'.repeat(32) };
const previous: JwtSecret = { id: 'old', secret: 'o'.repeat(32) };
const claims = { subject: `client:${randomUUID()}`, sessionId: randomUUID() } as const;

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as an attacker would put it together: right in everything but what the case changes. */
function forge({
  header = {},
  payload = {},
  secret = current.secret,
}: {
  header?: object;
  payload?: object;
  secret?: string;
}) {
  const now = Math.floor(Date.now() / 1000);
  const head = { alg: 'HS256', typ: 'JWT', kid: 'new', ...header };
  const body = {
    iss: 'bom-studio',
    aud: 'bom-api',
    iat: now,
    exp: now + 60,
    sub: claims.subject,
    role: 'client',
    sid: claims.sessionId,
    ...payload,
  };
  const signed = `${base64(head)}.${base64(body)}`;
  const hash = head.alg === 'HS512' ? 'sha512' : 'sha256';
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

describe('access tokens', () => {
  test('say whom they were signed for', () => {
    expect(verifyAccessToken([current], signAccessToken([current], claims))).toEqual(claims);
    expect(verifyAccessToken([current], forge({}))).toEqual(claims);
  });

  test('are signed with the first secret and verified with each, until one is taken off', () => {
    const token = signAccessToken([previous], claims);
    expect(verifyAccessToken([current, previous], token)).toEqual(claims);
    expect(verifyAccessToken([current], token)).toBeNull();
    expect(jwt.decode(signAccessToken([current, previous], claims), { complete: true })?.header.kid).toBe('new');
  });

  const now = Math.floor(Date.now() / 1000);
  const valid = forge({});
  test.each([
    ['no algorithm', `${base64({ alg: 'none', typ: 'JWT', kid: 'new' })}.${valid.split('.')[1]}.`],
    ['another algorithm', forge({ header: { alg: 'HS512' } })],
    ['the name of another algorithm', forge({ header: { alg: 'RS256' } })],
    ['no key name', forge({ header: { kid: undefined } })],
    ['an unknown key name', forge({ header: { kid: '../../dev/null' } })],
    ['a key of its own', forge({ header: { jwk: { kty: 'oct', k: 'eA' } } })],
    ['an address for its key', forge({ header: { jku: 'https://evil.example' } })],
    ['the signature of another secret', forge({ secret: 'x'.repeat(32) })],
    ['the name of another key than signed it', forge({ header: { kid: 'old' } })],
    ['another issuer', forge({ payload: { iss: 'evil' } })],
    ['another audience', forge({ payload: { aud: 'other' } })],
    ['an end in the past', forge({ payload: { exp: now - 1 } })],
    ['no end', forge({ payload: { exp: undefined } })],
    ['a beginning in the future', forge({ payload: { nbf: now + 60 } })],
    ['another role than its subject', forge({ payload: { role: 'staff' } })],
    ['no session', forge({ payload: { sid: undefined } })],
    ['a claim that we never make', forge({ payload: { admin: true } })],
    ['a changed payload', valid.replace(/\.[^.]+\./, `.${base64({ sub: 'staff:a@b.c' })}.`)],
    ['nothing in it', ''],
    ['words', 'not.a.token'],
  ])('are refused with %s', (_what, token) => {
    expect(verifyAccessToken([current, previous], token)).toBeNull();
  });
});
