import { createHash } from 'node:crypto';
import { mediaKey } from '@bom/domain';
import type { Storage } from '@bom/storage';

/** Keeps a made file under the hash of its bytes. */
export async function storeMedia(
  storage: Storage,
  { bytes, mimeType, signal }: { bytes: Buffer; mimeType: string; signal: AbortSignal },
): Promise<{ key: string; sha256: string }> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = mediaKey(sha256);
  await storage.put({ key, body: bytes, contentType: mimeType, ifAbsent: true, signal });
  return { key, sha256 };
}
