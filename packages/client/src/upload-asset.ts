import type { BomClient } from './create-client.ts';

/** Uploads a picture, clip or recording of up to 100 MiB; `url` of what comes back fits wherever a media URL does. */
export function uploadAsset(client: BomClient, file: Blob, { signal }: { signal?: AbortSignal } = {}) {
  const form = new FormData();
  form.append('file', file);
  return client.POST('/api/assets', {
    body: { file: '' },
    bodySerializer: () => form,
    ...(signal ? { signal } : {}),
  });
}
