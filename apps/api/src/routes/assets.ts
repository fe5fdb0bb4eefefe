import { rm } from 'node:fs/promises';
import type { AssetAnswer, assetOperations } from '@bom/contracts';
import type { Asset } from '@bom/db';
import { mediaKey } from '@bom/domain';
import { hashFile, inspectMedia } from '@bom/media';
import type { ApiDeps } from '../deps.ts';
import { signedUrlSeconds } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { notFound } from '../http/http-problem.ts';
import { receiveUpload } from '../http/receive-upload.ts';

const maxUploadBytes = 100 * 1024 * 1024;
const owner = 'studio';

/** `/api/assets`: files that films are made from, checked and decoded at the door. Same bytes, same id. */
export function assetHandlers(deps: ApiDeps): HandlersOf<typeof assetOperations> {
  return {
    async uploadAsset({ request }) {
      const path = deps.uploads.newPath();
      try {
        await receiveUpload(request, { path, maxBytes: maxUploadBytes });
        const asset = await keepAsset(deps, path);
        return { status: 201, headers: { Location: `/api/assets/${asset.id}` }, body: presentAsset(asset) };
      } finally {
        await rm(path, { force: true });
      }
    },

    async getAsset({ prisma, params }) {
      const asset = await prisma.asset.findUnique({ where: params });
      if (!asset) throw notFound();
      const downloadUrl = await deps.storage.signUrl({
        key: asset.key,
        expiresInSeconds: signedUrlSeconds,
        contentType: asset.mimeType,
      });
      return { status: 200, body: { ...presentAsset(asset), download_url: downloadUrl } };
    },
  };
}

async function keepAsset({ db, storage }: ApiDeps, path: string): Promise<Asset> {
  const signal = AbortSignal.timeout(60_000);
  const media = await inspectMedia({ path, accept: ['image', 'audio', 'video'], name: 'that was uploaded', signal });
  const sha256 = await hashFile(path);
  const key = mediaKey(sha256);
  await storage.put({ key, body: { path }, contentType: media.mimeType, ifAbsent: true, signal });
  return db.prisma.asset.upsert({
    where: { sha256_owner: { sha256, owner } },
    create: {
      sha256,
      owner,
      kind: media.kind,
      mimeType: media.mimeType,
      bytes: BigInt(media.bytes),
      width: media.width ?? null,
      height: media.height ?? null,
      durationMs: media.durationMs === undefined ? null : Math.round(media.durationMs),
      key,
    },
    update: {},
  });
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
