import { operations } from '@bom/contracts';
import type { Operation } from '@bom/contracts';
import express from 'express';
import type { Express, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { admit } from '../auth/admit.ts';
import { prismaFor } from '../auth/tenancy.ts';
import type { ApiDeps } from '../deps.ts';
import type { Call, Handlers } from './handler.ts';
import { etagOfVersion } from './if-match.ts';
import { notFound } from './problem.ts';
import type { LimitsOf } from './rate-limits.ts';
import { readJson } from './read-json.ts';
import { assertStorable } from './storable-text.ts';

/** What any handler gives, seen without its operation's types. */
type LooseAnswer = 'sent' | { status: number; body?: unknown; headers?: Record<string, string> };
type LooseHandler = (call: Call<Operation>) => Promise<LooseAnswer> | LooseAnswer;

/** Mounts every operation of the contract: admit -> parse the body -> validate -> handle -> answer. */
export function serveOperations(
  app: Express,
  deps: ApiDeps,
  { handlers, limitsOf }: { handlers: Handlers; limitsOf: LimitsOf },
): void {
  for (const [id, operation] of Object.entries(operations) as [keyof Handlers, Operation][]) {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const handler = handlers[id] as unknown as LooseHandler;
    const admitted = admit(deps, operation, limitsOf);
    app[operation.method](path, ...admitted, ...bodyParser(operation), serve(deps, { operation, handler }));
  }
}

const maxBody = '1mb';

function bodyParser({ reads = 'json', body }: Operation): RequestHandler[] {
  if (reads === 'raw') return [express.raw({ type: () => true, limit: maxBody })];
  return reads === 'json' && body ? readJson(maxBody) : [];
}

function serve(deps: ApiDeps, { operation, handler }: { operation: Operation; handler: LooseHandler }): RequestHandler {
  return async (request, response) => {
    const call = {
      params: readParams(operation, request),
      query: assertStorable(operation.query?.parse(request.query)),
      body: assertStorable(readBody(operation, request)),
      principal: request.principal ?? null,
      prisma: prismaFor(deps.db, request.principal),
      request,
      response,
    } as Call<Operation>;
    const answer = await handler(call);
    if (answer !== 'sent') send(deps, { operation, response, answer });
  };
}

/** An id that can't be one of ours names nothing, which is what 404 says. */
function readParams({ params }: Operation, request: Request): unknown {
  const parsed = params?.safeParse(request.params);
  if (parsed?.success === false) throw notFound();
  return parsed?.data;
}

function readBody({ reads = 'json', body }: Operation, request: Request): unknown {
  if (reads === 'raw') return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return reads === 'json' ? body?.parse(request.body ?? {}) : undefined;
}

function send(
  { config }: ApiDeps,
  { operation, response, answer }: { operation: Operation; response: Response; answer: Exclude<LooseAnswer, 'sent'> },
): void {
  const declared = operation.answers[answer.status];
  if (config.checksAnswers && declared instanceof z.ZodType) declared.parse(answer.body);
  response.status(answer.status).set(answer.headers ?? {});
  const { version } = (answer.body ?? {}) as { version?: unknown };
  if (operation.versioned && typeof version === 'number') {
    // For If-Match only: signed links and costs change within a version, so that no 304 may be made of it.
    response.set('ETag', etagOfVersion(version));
    response.type('json').end(JSON.stringify(answer.body));
    return;
  }
  if (declared === null || declared === undefined) response.end();
  else if (typeof declared === 'string') response.type(declared).send(answer.body);
  else response.json(answer.body);
}
