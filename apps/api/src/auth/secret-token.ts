import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits in base64url: 43 characters. */
export function makeSecretToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored instead of a token. One round of SHA-256 is enough for what is random and long (ASVS 5.0, 6.5.2). */
export function hashToken(token: string): string {
  return hash('sha256', token);
}

/** Both sides are hashed first, so that lengths don't matter and don't show. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hashToken(a)), Buffer.from(hashToken(b)));
}
