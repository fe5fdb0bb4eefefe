import type { RequestHandler } from 'express';
import type { ApiDeps } from '../deps.ts';

/**
 * One line for each request once it is answered or given up: an error where the server is at fault, for debugging
 * otherwise. What is not written costs nothing.
 */
export function logRequests({ logger }: Pick<ApiDeps, 'logger'>): RequestHandler {
  return (request, response, next) => {
    const beganAt = Date.now();
    response.once('close', () => {
      const { statusCode } = response;
      const level = statusCode >= 500 ? 'error' : 'debug';
      if (!logger.isLevelEnabled(level)) return;
      const { id, method, originalUrl } = request;
      const req = { id, method, path: originalUrl.split('?')[0] };
      const fields = { req, res: { statusCode }, responseTime: Date.now() - beganAt };
      logger[level](fields, statusCode >= 500 ? 'request errored' : 'request completed');
    });
    next();
  };
}
