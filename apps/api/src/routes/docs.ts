import { createHash } from 'node:crypto';
import { buildOpenApi } from '@bom/contracts';
import type { opsOperations } from '@bom/contracts';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';

/** `/api/openapi.json`: made once, at the first call. */
export function docsHandlers({ config }: ApiDeps): Pick<HandlersOf<typeof opsOperations>, 'getOpenApiDocument'> {
  let made: { json: string; etag: string } | undefined;
  return {
    getOpenApiDocument({ request, response }) {
      made ??= makeDocument(config.publicUrl);
      response.set({ ETag: made.etag, 'Cache-Control': 'public, max-age=60' });
      return request.fresh ? { status: 304 } : { status: 200, body: made.json };
    },
  };
}

function makeDocument(url: string) {
  const json = JSON.stringify(buildOpenApi({ url }));
  return { json, etag: `"${createHash('sha256').update(json).digest('base64url').slice(0, 24)}"` };
}
