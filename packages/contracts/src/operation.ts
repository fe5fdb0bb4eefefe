import type { z } from 'zod';
import type { ProblemCode } from './problem.ts';
import type { Scope } from './scopes.ts';

/**
 * Who may call. `principal`: staff always, services that hold the scope (`any`: whatever they hold), and clients where
 * `clients` says so.
 */
export type Access =
  | { by: 'anyone' }
  /** The sender signs the body; the handler verifies. */
  | { by: 'signature'; header: string }
  | { by: 'principal'; scope: Scope | 'any'; clients?: true };

/** Null: an answer without a body. A string: a body of that media type, not JSON. */
export type AnswerBody = z.ZodType | string | null;

/**
 * One route of the API as data: validation, rights, the OpenAPI document, the typed client and the generated tests are
 * all made from it.
 */
export interface Operation {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/api/clients/{id}`. */
  path: `/${string}`;
  tag: string;
  summary: string;
  description?: string;
  access: Access;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** `json` by default. `raw`: the handler gets the very bytes, as signatures need. `stream`: it reads them itself. */
  reads?: 'json' | 'raw' | 'stream';
  answers: Readonly<Record<number, AnswerBody>>;
  /** Beside those that every operation of its kind has. */
  problems?: readonly ProblemCode[];
  /** A POST that creates or spends: takes `Idempotency-Key`. */
  idempotent?: true;
  /** Takes `If-Match: "<version>"` and answers with an ETag. */
  versioned?: true;
  /** For the house alone, such as probes: left out of the OpenAPI document and of clients made from it. */
  internal?: true;
  /** Counted against the stricter limit of sign-in routes; `mail`: and against that of mails that anybody may cause. */
  guarded?: true | 'mail';
}

/** Keeps each operation's literal type, so that handlers and answers are typed by it. */
export function defineOperations<const Operations extends Record<string, Operation>>(
  operations: Operations,
): Operations {
  return operations;
}
