import { StudioError } from '@bom/domain';
import type { BrandKit, Script } from '@bom/domain';
import { assertPublicUrl } from '@bom/runtime';
import type { ApiDeps } from '../deps.ts';
import { HttpProblem } from '../http/http-problem.ts';

/** An address that a caller wants fetched or called later, and the field that it came in. */
export interface NamedUrl {
  path: string;
  url: string;
}

export function urlsOfBrandKit(kit: BrandKit | undefined): NamedUrl[] {
  const fields = ['logo_url', 'music_url', 'intro_url', 'outro_url'] as const;
  return fields.flatMap((field) => {
    const url = kit?.[field];
    return url ? [{ path: `brand_kit.${field}`, url }] : [];
  });
}

export function urlsOfScript(script: Script | null | undefined): NamedUrl[] {
  return (script?.scenes ?? []).flatMap(({ image_url: url }, index) =>
    url ? [{ path: `script.scenes.${index}.image_url`, url }] : [],
  );
}

/**
 * Refuses at once what could never be fetched: assets that are not there, and addresses that are not on the public
 * internet. A name that can't be looked up right now passes, since each request judges anew.
 *
 * @throws HttpProblem `asset_not_found` or `private_address`, naming every such field
 */
export async function assertUsableUrls(deps: ApiDeps, urls: NamedUrl[]): Promise<void> {
  await assertAssets(deps, urls);
  const faults = await Promise.all(urls.filter(({ url }) => !url.startsWith(assetPrefix)).map((at) => judge(deps, at)));
  const errors = faults.filter((fault) => fault !== null);
  if (errors.length > 0)
    throw new HttpProblem('private_address', 'Some addresses may not be used; see errors.', errors);
}

const assetPrefix = 'asset:';

async function assertAssets({ db }: ApiDeps, urls: NamedUrl[]): Promise<void> {
  const asked = urls.filter(({ url }) => url.startsWith(assetPrefix));
  if (asked.length === 0) return;
  const idOf = ({ url }: NamedUrl) => url.slice(assetPrefix.length);
  const ids = asked.map(idOf).filter((id) => uuid.test(id));
  const found = new Set((await db.prisma.asset.findMany({ where: { id: { in: ids } } })).map(({ id }) => id));
  const missing = asked.filter((at) => !found.has(idOf(at)));
  if (missing.length === 0) return;
  const errors = missing.map(({ path, url }) => ({ path, message: `there is no ${url}` }));
  throw new HttpProblem('asset_not_found', 'Some assets are not there; upload them first.', errors);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const lookupPatienceMs = 2_000;

async function judge({ config }: ApiDeps, { path, url }: NamedUrl): Promise<{ path: string; message: string } | null> {
  const judged = assertPublicUrl(url, { allowPrivate: config.allowPrivate }).then(
    () => null,
    (error: unknown) => (error instanceof StudioError && error.code === 'url_not_allowed' ? error.message : null),
  );
  const message = await Promise.race([judged, patience()]);
  return message === null ? null : { path, message };
}

function patience(): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), lookupPatienceMs).unref();
  });
}
