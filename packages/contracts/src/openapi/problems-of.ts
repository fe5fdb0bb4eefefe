import type { Operation } from '../operation.ts';
import type { ProblemCode } from '../problem.ts';

/** Every code that an operation may answer with: its own, and those that follow from what it takes and who may call. */
export function problemsOf(operation: Operation): ProblemCode[] {
  const implied = [
    ...callerProblems(operation),
    ...bodyProblems(operation),
    ...(operation.params ? (['not_found'] as const) : []),
    ...(operation.query || operation.body || operation.idempotent ? (['invalid_request'] as const) : []),
    ...(operation.idempotent ? (['idempotency_in_progress', 'idempotency_key_reused'] as const) : []),
    ...(takesIfMatch(operation) ? (['version_mismatch'] as const) : []),
    ...(isLimited(operation) ? (['rate_limited'] as const) : []),
    ...(operation.tag === 'Ops' && operation.access.by === 'anyone' ? [] : (['unavailable'] as const)),
    'internal_error' as const,
  ];
  return [...new Set([...(operation.problems ?? []), ...implied])];
}

/** The versioned operations that change something, and so can come too late. */
export function takesIfMatch({ versioned, method, params }: Operation): boolean {
  return versioned === true && params !== undefined && method !== 'get';
}

/** As the API's rate limits see it: what is not under `/api` is free. */
export function isLimited({ path, guarded, access }: Operation): boolean {
  return guarded !== undefined || access.by === 'signature' || path.startsWith('/api/');
}

function callerProblems({ access }: Operation): ProblemCode[] {
  if (access.by !== 'principal') return [];
  return access.scope === 'any' && access.clients ? ['unauthenticated'] : ['unauthenticated', 'forbidden'];
}

function bodyProblems({ body, reads = 'json' }: Operation): ProblemCode[] {
  if (reads === 'raw') return ['invalid_body', 'body_too_large', 'unsupported_media_type'];
  return reads === 'json' && body ? ['invalid_json', 'invalid_body', 'body_too_large', 'unsupported_media_type'] : [];
}
