import jwt from 'jsonwebtoken';
import { z } from 'zod';

/** A secret of at least 32 bytes under the name that tokens carry as `kid`. */
export interface JwtSecret {
  id: string;
  secret: string;
}

/** Whom a token speaks for: `staff:<address>` or `client:<id>`. */
export type SubjectId = `staff:${string}` | `client:${string}`;

export interface AccessClaims {
  subject: SubjectId;
  /** The family of refresh tokens that it came with; it dies with them. */
  sessionId: string;
}

export const accessTokenSeconds = 15 * 60;
const issuer = 'bom-studio';
const audience = 'bom-api';
const algorithm = 'HS256';

/** Strict: a token that brings its own key (`jwk`, `jku`, `x5u`) is none of ours. */
const headerSchema = z.strictObject({ alg: z.literal(algorithm), typ: z.literal('JWT'), kid: z.string() });

const claimsSchema = z
  .strictObject({
    iss: z.literal(issuer),
    aud: z.literal(audience),
    iat: z.int(),
    exp: z.int(),
    sub: z.templateLiteral([z.enum(['staff', 'client']), ':', z.string().min(1)]),
    role: z.enum(['staff', 'client']),
    sid: z.uuid(),
  })
  .refine(({ sub, role }) => sub.startsWith(`${role}:`));

/** A JWT of 15 minutes, signed with the first secret. */
export function signAccessToken(secrets: readonly JwtSecret[], { subject, sessionId }: AccessClaims): string {
  const [first] = secrets;
  if (!first) throw new Error('There is no secret to sign access tokens with.');
  const claims = { role: subject.split(':')[0], sid: sessionId };
  return jwt.sign(claims, first.secret, {
    algorithm,
    keyid: first.id,
    issuer,
    audience,
    subject,
    expiresIn: accessTokenSeconds,
  });
}

/** The claims of a token that one of the secrets signed, in every part as `signAccessToken` makes it; null otherwise. */
export function verifyAccessToken(secrets: readonly JwtSecret[], token: string): AccessClaims | null {
  const header = headerSchema.safeParse(headerOf(token));
  const signer = secrets.find(({ id }) => id === header.data?.kid);
  if (!signer) return null;
  try {
    const payload = jwt.verify(token, signer.secret, { algorithms: [algorithm], issuer, audience });
    const claims = claimsSchema.safeParse(payload);
    return claims.success ? { subject: claims.data.sub, sessionId: claims.data.sid } : null;
  } catch {
    return null;
  }
}

function headerOf(token: string): unknown {
  try {
    return jwt.decode(token, { complete: true })?.header;
  } catch {
    return undefined;
  }
}
