import type { Principal } from '../auth/principal.ts';

declare module 'express-serve-static-core' {
  interface Request {
    /** Set by assignRequestId. */
    id: string;
    /** Set by `admit`; absent on open routes. */
    principal?: Principal;
    /** SHA-256 of the body's bytes, set by readJson where there is a body. */
    bodyHash?: string;
  }
}
