import { z } from 'zod';
import { brandKitSchema } from '@bom/domain';

export const clientSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  package: z.string(),
  brand_kit: brandKitSchema,
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  version: z.int(),
});
export type ClientAnswer = z.infer<typeof clientSchema>;

export const quotaSchema = z.object({
  limit: z.int(),
  used: z.int(),
  remaining: z.int(),
  period_start: z.iso.datetime(),
});

/** `POST /api/assets` */
export const assetSchema = z.object({
  id: z.uuid(),
  url: z.string(),
  kind: z.enum(['image', 'video', 'audio']),
  mime_type: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  width: z.int().optional(),
  height: z.int().optional(),
  duration_seconds: z.number().optional(),
});
export type AssetAnswer = z.infer<typeof assetSchema>;
