import { z } from 'zod';
import type { JwtSecret } from './access-token.ts';

const minBytes = 32;

/**
 * `kid1:secret,kid0:oldsecret`: the first signs, all verify. To rotate: put a new one in front, and take the old one off
 * after 15 minutes. Faults name the entry's number, never what stands in it.
 */
export function jwtSecretsSchema() {
  return z
    .string()
    .transform((text, context): JwtSecret[] => {
      const secrets = text.split(',').map((entry) => entry.trim());
      const parsed = secrets.map((entry, index) => {
        const [, id, secret] = /^([A-Za-z0-9_-]{1,64}):(\S+)$/.exec(entry) ?? [];
        if (!id || !secret) context.addIssue(`entry ${index + 1} must look like name:secret`);
        else if (Buffer.byteLength(secret) < minBytes)
          context.addIssue(`entry ${index + 1} must be at least ${minBytes} bytes long`);
        return { id: id ?? '', secret: secret ?? '' };
      });
      if (new Set(parsed.map(({ id }) => id)).size < parsed.length) context.addIssue('two entries have the same name');
      return parsed;
    })
    .meta({ form: 'comma list of name:secret' });
}
