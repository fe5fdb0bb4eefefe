import type { Request } from 'express';
import { HttpProblem } from './http-problem.ts';

/** How a version looks in ETag and If-Match. */
export const etagOfVersion = (version: number): string => `"${version}"`;

/**
 * Holds `If-Match` against the version that is about to be changed; call it with the row locked. Without the header, or
 * with `*`, any version will do. Weak tags never match (RFC 9110, 13.1.1).
 *
 * @throws HttpProblem `version_mismatch`
 */
export function assertVersion(request: Request, version: number): void {
  const header = request.get('if-match')?.trim();
  if (header === undefined || header === '*') return;
  const tags = header.split(',').map((tag) => tag.trim());
  if (tags.includes(etagOfVersion(version))) return;
  throw new HttpProblem('version_mismatch', `This is at version ${version} by now; read it again before changing it.`);
}
