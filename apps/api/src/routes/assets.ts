import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import type { AssetAnswer } from '@bom/contracts';
import { idParamSchema } from '@bom/contracts';
import type { Asset } from '@bom/db';
import { mediaKey } from '@bom/domain';
import { hashFile, inspectMedia } from '@bom/media';
import { need } from '../auth/principal.ts';
import type { ApiDeps } from '../deps.ts';
import { signedUrlSeconds } from '../deps.ts';
import { notFound } from '../http/problem.ts';
import { receiveUpload } from '../http/receive-upload.ts';

const maxUploadBytes = 100 * 1024 * 1024;
const owner = 'studio';

/** `/api/assets`: files that films are made from, checked and decoded at the door. Same bytes, same id. */
export function assetRoutes(deps: ApiDeps): Router {
  const router = Router();

  router.post('/', need(deps, 'assets:write'), async (request, response) => {
    await mkdir(deps.config.uploadDir, { recursive: true });
    const path = join(deps.config.uploadDir, randomUUID());
    try {
      await receiveUpload(request, { path, maxBytes: maxUploadBytes });
      const signal = AbortSignal.timeout(60_000);
      const media = await inspectMedia({
        path,
        accept: ['image', 'audio', 'video'],
        name: 'that was uploaded',
        signal,
      });
      const sha256 = await hashFile(path);
      const key = mediaKey(sha256);
      await deps.storage.put({ key, body: { path }, contentType: media.mimeType, ifAbsent: true, signal });
      const facts = {
        kind: media.kind,
        mimeType: media.mimeType,
        bytes: BigInt(media.bytes),
        width: media.width ?? null,
        height: media.height ?? null,
        durationMs: media.durationMs === undefined ? null : Math.round(media.durationMs),
        key,
      };
      const asset = await deps.db.prisma.asset.upsert({
        where: { sha256_owner: { sha256, owner } },
        create: { sha256, owner, ...facts },
        update: {},
      });
      response.status(201).location(`/api/assets/${asset.id}`).json(presentAsset(asset));
    } finally {
      await rm(path, { force: true });
    }
  });

  router.get('/:id', need(deps, 'assets:write'), async (request, response) => {
    const { data: params } = idParamSchema.safeParse(request.params);
    const asset = params ? await deps.db.prisma.asset.findUnique({ where: params }) : null;
    if (!asset) throw notFound();
    const downloadUrl = await deps.storage.signUrl({
      key: asset.key,
      expiresInSeconds: signedUrlSeconds,
      contentType: asset.mimeType,
    });
    response.json({ ...presentAsset(asset), download_url: downloadUrl });
  });
  return router;
}

function presentAsset(asset: Asset): AssetAnswer {
  return {
    id: asset.id,
    url: `asset:${asset.id}`,
    kind: asset.kind as AssetAnswer['kind'],
    mime_type: asset.mimeType,
    bytes: Number(asset.bytes),
    sha256: asset.sha256,
    ...(asset.width && asset.height ? { width: asset.width, height: asset.height } : {}),
    ...(asset.durationMs ? { duration_seconds: asset.durationMs / 1000 } : {}),
  };
}
