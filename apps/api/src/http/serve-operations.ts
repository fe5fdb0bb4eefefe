import { operations } from '@bom/contracts';
import type { Operation, OperationId } from '@bom/contracts';
import express from 'express';
import type { Express, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { admit } from '../auth/admit.ts';
import { prismaFor } from '../auth/tenancy.ts';
import type { ApiDeps } from '../deps.ts';
import type { Call, Handlers } from './handler.ts';
import { answerOnce } from './idempotency.ts';
import type { KeptAnswer } from './idempotency-store.ts';
import { etagOfVersion } from './if-match.ts';
import { nameOperation } from './measure-requests.ts';
import { notFound } from './http-problem.ts';
import type { LimitsOf } from './rate-limits.ts';
import { readJson } from './read-json.ts';
import { assertStorable } from './storable-text.ts';
import { traceOperation } from './trace-operation.ts';

/** What any handler gives, seen without its operation's types. */
type LooseAnswer = 'sent' | { status: number; body?: unknown; headers?: Record<string, string> };
type LooseHandler = (call: Call<Operation>) => Promise<LooseAnswer> | LooseAnswer;

/** Routes are tried one after the other: those that come by the hundred are first. */
const mostAsked: OperationId[] = ['getAssemblyStatus', 'receiveTallySubmission', 'receiveN8nEvent'];
const inOrder = new Set([...mostAsked, ...(Object.keys(operations) as OperationId[])]);

/** Mounts every operation of the contract: admit -> parse the body -> validate -> handle -> answer. */
export function serveOperations(
  app: Express,
  deps: ApiDeps,
  { handlers, limitsOf }: { handlers: Handlers; limitsOf: LimitsOf },
): void {
  for (const id of inOrder) {
    const operation: Operation = operations[id];
    const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const handler = handlers[id] as unknown as LooseHandler;
    const admitted = admit(deps, operation, limitsOf);
    app[operation.method](
      path,
      nameOperation(id),
      ...admitted,
      ...bodyParser(operation),
      ...traceOperation(id),
      serve(deps, { operation, handler }),
    );
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
    if (operation.idempotent) {
      const work = async () => render(deps, { operation, answer: assertGiven(await handler(call)) });
      send(response, await answerOnce(deps, { operation, request, response, work }));
      return;
    }
    const answer = await handler(call);
    if (answer !== 'sent') send(response, render(deps, { operation, answer }));
  };
}

/** What was sent already could not be kept and given again. */
function assertGiven(answer: LooseAnswer): Exclude<LooseAnswer, 'sent'> {
  if (answer === 'sent') throw new Error('An idempotent operation gives its answer back.');
  return answer;
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

/** The answer as it goes over the wire, headers and bytes. */
function render(
  { config }: ApiDeps,
  { operation, answer }: { operation: Operation; answer: Exclude<LooseAnswer, 'sent'> },
): KeptAnswer {
  const { status, body } = answer;
  const declared = operation.answers[status];
  if (config.checksAnswers && declared instanceof z.ZodType) declared.parse(body);
  const { version } = (body ?? {}) as { version?: unknown };
  // For If-Match only: signed links and costs change within a version, so that no 304 may be made of it.
  const etag = operation.versioned && typeof version === 'number' ? { ETag: etagOfVersion(version) } : {};
  const headers = { ...answer.headers, ...etag };
  if (declared === null || declared === undefined) return { status, headers, body: '' };
  const type = typeof declared === 'string' ? declared : 'application/json; charset=utf-8';
  const content = typeof declared === 'string' ? (body as string | Buffer) : JSON.stringify(body);
  return { status, headers: { 'Content-Type': type, ...headers }, body: content };
}

function send(response: Response, { status, headers, body }: KeptAnswer): void {
  response.status(status).set(headers);
  if (body.length > 0) response.setHeader('Content-Length', Buffer.byteLength(body));
  // Text is written with its head at once, bytes are not.
  if (typeof body === 'string') response.end(body, 'utf8');
  else response.end(body);
}
