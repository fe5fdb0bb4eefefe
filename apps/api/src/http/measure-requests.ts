import type { RequestHandler } from 'express';
import type { ApiDeps } from '../deps.ts';

/** Times each request by the operation that answered it; what no operation did is all called `other`. */
export function measureRequests({ metrics }: Pick<ApiDeps, 'metrics'>): RequestHandler {
  return (_request, response, next) => {
    const beganAt = performance.now();
    response.once('close', () => {
      const status = response.writableFinished ? `${Math.floor(response.statusCode / 100)}xx` : 'closed';
      const operation = (response.locals['operation'] as string | undefined) ?? 'other';
      metrics.httpRequestSeconds.observe({ operation, status }, (performance.now() - beganAt) / 1000);
    });
    next();
  };
}

export function nameOperation(id: string): RequestHandler {
  return (_request, response, next) => {
    response.locals['operation'] = id;
    next();
  };
}
