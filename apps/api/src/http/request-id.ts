import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

const wellFormed = /^[A-Za-z0-9._-]{8,100}$/;

/** The caller's `X-Request-Id` where it is well-formed, a new one otherwise; on every answer and log line. */
export const assignRequestId: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id');
  const id = given && wellFormed.test(given) ? given : randomUUID();
  request.id = id;
  response.setHeader('X-Request-Id', id);
  next();
};
