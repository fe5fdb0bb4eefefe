import { z } from 'zod';
import { formatSchema } from '@bom/domain';

/** Fields that many bodies carry, described once. */

export const versionSchema = z.int().meta({
  description:
    'Goes up with each change. Sent back as `If-Match`, it refuses to change what somebody else changed since.',
});

export const linkSchema = z.string().meta({ description: 'Signed and expiring: read this again for a fresh link.' });

export const sha256Schema = z.string().meta({ description: 'Of the bytes, in lower-case hex.' });

export const byteCountSchema = z.int().meta({ description: 'Size of the file.' });

export const pixelsSchema = z.int().meta({ description: 'In pixels.' });

export const secondsSchema = z.number().meta({ description: 'In seconds.' });

export const currencySchema = z.string().meta({ description: 'ISO 4217, lower-case.', examples: ['usd'] });

export const packageSchema = z.string().meta({
  description: 'Id of the package, which sets quota, priority and price.',
  examples: ['kickstart', 'growth', 'scale'],
});

/** Formats asked for; the default is told where there is one. */
export const formatsSchema = z.array(formatSchema).min(1).max(3);

export const callbackUrlSchema = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .meta({ description: 'Gets `job.complete` or `job.failed` once, signed; must lead to a public address.' });

const maxMetadataBytes = 1024;

export const metadataSchema = z
  .record(z.string(), z.unknown())
  .refine(
    (value) => new TextEncoder().encode(JSON.stringify(value)).length <= maxMetadataBytes,
    'must be at most 1 KiB as JSON',
  )
  .meta({ description: 'Yours; comes back with the status and with the callback.' });
