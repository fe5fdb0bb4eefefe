import { z } from 'zod';
import { byteCountSchema, linkSchema, pixelsSchema, secondsSchema, sha256Schema } from './fields.ts';
import { idParamSchema } from './lists.ts';
import { defineOperations } from './operation.ts';

/** What can be wrong with a file. */
const mediaProblems = [
  'image_too_large',
  'media_corrupt',
  'media_empty',
  'media_not_accepted',
  'media_not_audio',
  'media_too_large',
  'media_too_long',
  'media_unreadable',
  'media_unsupported',
] as const;

/** `POST /api/assets` */
export const assetSchema = z
  .object({
    id: z.uuid(),
    url: z.string().meta({ description: '`asset:<id>`, for wherever a media URL is taken.' }),
    kind: z
      .enum(['image', 'video', 'audio'])
      .meta({ id: 'MediaKind' })
      .meta({ description: 'Seen by the bytes, whatever the upload said.' }),
    mime_type: z.string().meta({ description: 'Seen by the bytes, whatever the upload said.' }),
    bytes: byteCountSchema,
    sha256: sha256Schema,
    width: pixelsSchema.optional(),
    height: pixelsSchema.optional(),
    duration_seconds: secondsSchema.optional(),
  })
  .meta({ id: 'Asset' });
export type AssetAnswer = z.infer<typeof assetSchema>;

export const assetOperations = defineOperations({
  uploadAsset: {
    method: 'post',
    path: '/api/assets',
    tag: 'Assets',
    summary: 'Upload a picture, a clip or a recording',
    description:
      'The multipart field `file`, or the raw body with its Content-Type; up to 100 MiB. Checked and decoded at the door; the same bytes get the same id.',
    access: { by: 'principal', scope: 'assets:write' },
    reads: 'stream',
    idempotent: true,
    answers: { 201: assetSchema },
    problems: ['invalid_body', 'body_too_large', ...mediaProblems],
  },
  getAsset: {
    method: 'get',
    path: '/api/assets/{id}',
    tag: 'Assets',
    summary: 'Read an asset, with a signed link to its bytes',
    access: { by: 'principal', scope: 'assets:read' },
    params: idParamSchema,
    answers: { 200: assetSchema.extend({ download_url: linkSchema }).meta({ id: 'AssetWithLink' }) },
  },
});
