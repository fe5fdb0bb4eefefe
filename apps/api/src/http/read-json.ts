import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import express from 'express';
import type { RequestHandler } from 'express';
import { HttpProblem } from './http-problem.ts';

const maxDepth = 32;

/** Parses a JSON body of at most `limit` (413), in UTF-8 and named as JSON (415), no deeper than 32 levels (400). */
export function readJson(limit: string): RequestHandler[] {
  return [
    assertJsonType,
    express.json({ limit, type: () => true, verify: hashBody }),
    (request, _response, next) => {
      assertShallow(request.body as unknown);
      next();
    },
  ];
}

/** What makes two requests of one Idempotency-Key the same. */
function hashBody(request: IncomingMessage & { bodyHash?: string }, _response: unknown, bytes: Buffer): void {
  request.bodyHash = createHash('sha256').update(bytes).digest('hex');
}

/** A body of another type is refused rather than guessed at; one without any type is taken for JSON. */
const assertJsonType: RequestHandler = (request, _response, next) => {
  const [type = '', ...parameters] = (request.get('content-type') ?? '').toLowerCase().split(';');
  const isJson = /^(application\/([\w.+-]+\+)?json)?$/.test(type.trim());
  const charset = parameters.map((it) => it.trim()).find((it) => it.startsWith('charset='));
  const isUtf8 = !charset || /^charset="?utf-?8"?$/.test(charset);
  if (!isJson || !isUtf8) {
    throw new HttpProblem('unsupported_media_type', 'Send the body as "Content-Type: application/json", in UTF-8.');
  }
  next();
};

/**
 * Walks without recursion: what is parsed may be nested a hundred thousand levels deep, and everything that comes after
 * this walks it by recursion.
 *
 * @throws HttpProblem `invalid_body`
 */
export function assertShallow<Value>(value: Value): Value {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let item = open.pop(); item; item = open.pop()) {
    const { value: here, depth } = item;
    if (typeof here !== 'object' || here === null) continue;
    if (depth >= maxDepth) throw refuse(`The body is nested deeper than ${maxDepth} levels.`);
    if (Object.hasOwn(here, '__proto__')) throw refuse('The body has a field named "__proto__".');
    for (const inner of Object.values(here)) open.push({ value: inner, depth: depth + 1 });
  }
  return value;
}

const refuse = (detail: string): HttpProblem => new HttpProblem('invalid_body', detail);
