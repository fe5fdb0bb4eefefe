import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { statusOfProblem } from '@bom/contracts';
import type { Problem } from '@bom/contracts';
import { isUnavailable } from '@bom/db';
import { StudioError } from '@bom/domain';
import type { Logger } from '@bom/runtime';
import { HttpProblem } from './http-problem.ts';

/** Problems of a file that somebody uploads: the file is at fault, not the server. */
const mediaCodes = /^(media|image|audio|video)_/;

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Content too large',
  415: 'Unsupported media type',
  422: 'Unprocessable content',
  429: 'Too many requests',
  500: 'Internal server error',
  502: 'Bad gateway',
  503: 'Service unavailable',
};

/** For whatever no route took. */
export const answerUnknownRoute: RequestHandler = (request) => {
  throw new HttpProblem('not_found', `There is no ${request.method} ${request.path}.`);
};

/** The one error middleware: everything thrown becomes `application/problem+json`. */
export function answerProblems(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = problemOf(error, request);
    if (problem.status >= 500) logger.error({ err: error, request_id: request.id, path: request.path }, problem.title);
    sendProblem(response, problem);
  };
}

function sendProblem(response: Response, problem: Problem): void {
  if (problem.status === 503) response.setHeader('Retry-After', '5');
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** What a caller is told of anything that was thrown. */
export function problemOf(error: unknown, request: Request): Problem {
  const known = knownProblem(error);
  const status = known ? statusFor(known.code) : 500;
  if (!known || status === 500) {
    return makeProblem(request, { status: 500, code: 'internal_error', detail: 'Internal server error' });
  }
  return makeProblem(request, { status, ...known });
}

interface KnownProblem {
  code: string;
  detail: string;
  errors?: { path: string; message: string }[];
}

function knownProblem(error: unknown): KnownProblem | null {
  if (error instanceof HttpProblem) return withErrors(error.code, error.message, error.errors);
  if (error instanceof StudioError) return { code: error.code, detail: error.message };
  if (error instanceof z.ZodError) {
    const errors = error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));
    return withErrors('invalid_request', 'Some fields are not what they should be; see errors.', errors);
  }
  return bodyProblem(error) ?? databaseProblem(error);
}

function withErrors(code: string, detail: string, errors: { path: string; message: string }[]): KnownProblem {
  return errors.length > 0 ? { code, detail, errors } : { code, detail };
}

/** What Express' body parsers throw, and its router for an address that is no UTF-8. */
function bodyProblem(error: unknown): KnownProblem | null {
  if (error instanceof URIError) return { code: 'not_found', detail: 'The address can not be read.' };
  const type = (error as { type?: string } | null)?.type;
  if (type === 'entity.parse.failed') return { code: 'invalid_json', detail: 'The body is not valid JSON.' };
  if (type === 'entity.too.large') return { code: 'body_too_large', detail: 'The body is larger than allowed.' };
  if (type === 'charset.unsupported' || type === 'encoding.unsupported') {
    return { code: 'unsupported_media_type', detail: 'The body must be UTF-8, plain or gzipped.' };
  }
  const status = (error as { status?: number } | null)?.status;
  return type && status === 400 ? { code: 'invalid_body', detail: 'The body could not be read.' } : null;
}

/** Postgres is away or overloaded: say so and let the caller come again. */
function databaseProblem(error: unknown): KnownProblem | null {
  if (!isUnavailable(error)) return null;
  return {
    code: 'unavailable',
    detail: 'The database can not be reached or is busy right now; try again in a moment.',
  };
}

function statusFor(code: string): number {
  return (statusOfProblem as Record<string, number>)[code] ?? (mediaCodes.test(code) ? 422 : 500);
}

function makeProblem(request: Request, { status, ...rest }: KnownProblem & { status: number }): Problem {
  return { type: 'about:blank', title: titles[status] ?? 'Error', status, ...rest, request_id: request.id };
}
