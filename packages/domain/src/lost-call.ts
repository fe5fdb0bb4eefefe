/** Codes of Node and undici for a connection that never stood, so that nothing was sent over it. */
const neverConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL|ERR_TLS_.*|.*CERT.*)$/;

/**
 * Whether a failed call can't have reached the other side, and so can't have been billed. Reads the error's code and its
 * causes'; a call that is cut off or times out may have been carried out and counts as sent.
 */
export function wasNeverSent(error: unknown): boolean {
  const { code, cause, errors } = (error ?? {}) as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string' && neverConnected.test(code)) return true;
  if (Array.isArray(errors) && errors.length > 0) return errors.every(wasNeverSent);
  return cause !== undefined && cause !== error && wasNeverSent(cause);
}
