import { isTracing, openSpan, underSpan } from '@bom/runtime';
import type { RequestHandler } from 'express';

/** A span for each request that was let in, to the end of its answer; no handler at all where tracing is off. */
export function traceOperation(id: string): RequestHandler[] {
  return isTracing() ? [traceRequest(id)] : [];
}

function traceRequest(id: string): RequestHandler {
  return (request, response, next) => {
    const attributes = { 'http.request.method': request.method, 'http.route': id, request_id: request.id };
    const span = openSpan({ name: `${request.method} ${id}`, kind: 'server', attributes, parent: null });
    response.once('close', () => {
      const { statusCode } = response;
      const error = statusCode >= 500 ? { error: new Error(`answered ${statusCode}`) } : {};
      span?.end({ attributes: { 'http.response.status_code': statusCode }, ...error });
    });
    underSpan(span?.traceparent, next);
  };
}
