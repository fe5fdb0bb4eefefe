import { PermanentError } from '@bom/domain';

/** An address of the portal: the only addresses that our messages link to. Ids are encoded, never trusted as paths. */
export function portalLink(portalUrl: string, ...path: string[]): string {
  const url = new URL(portalUrl);
  const base = url.pathname.replace(/\/+$/u, '');
  url.pathname = [base, ...path.map((part) => encodePathPart(part))].join('/');
  url.search = '';
  url.hash = '';
  return url.href;
}

/** A ready-made link (with its token), if it leads to the portal; PermanentError `notice_data_invalid` otherwise. */
export function linkOfPortal(portalUrl: string, link: string): string {
  const url = new URL(link);
  if (url.origin !== new URL(portalUrl).origin || url.username || url.password) {
    throw new PermanentError('notice_data_invalid', 'The field "link" must lead to the portal (PORTAL_URL).');
  }
  return url.href;
}

function encodePathPart(part: string): string {
  // `.` and `..` would be resolved away even when encoded.
  return /^\.+$/u.test(part) ? '-' : encodeURIComponent(part);
}
