import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import cors from 'cors';
import type { Request, RequestHandler } from 'express';
import helmet from 'helmet';

const none = ["'none'"];
const self = ["'self'"];

/** Answers of the API are data: a browser that opens one runs nothing of it. */
const dataPolicy = { defaultSrc: none, baseUri: none, formAction: none, frameAncestors: none };

/** The docs and Bull Board: scripts of ours alone, and nothing from elsewhere. Both style their elements inline. */
const pagePolicy = {
  ...dataPolicy,
  scriptSrc: self,
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'", 'data:'],
  connectSrc: self,
  baseUri: self,
  formAction: self,
};

/** Helmet's headers: strict for data, as open as they must be for the pages, and embeddable for signed files. */
export function securityHeaders(): RequestHandler {
  const make = (directives: typeof dataPolicy, resourcePolicy: 'same-origin' | 'cross-origin') =>
    headersOf(
      helmet({
        contentSecurityPolicy: { useDefaults: false, directives },
        crossOriginResourcePolicy: { policy: resourcePolicy },
        xFrameOptions: { action: 'deny' },
      }),
    );
  const data = make(dataPolicy, 'same-origin');
  const page = make(pagePolicy, 'same-origin');
  // The portal shows films and pictures by their links; these carry a signature of their own.
  const file = make(dataPolicy, 'cross-origin');
  return (request, response, next) => {
    const headers = /^\/(docs|admin)(\/|$)/i.test(request.path) ? page : isFile(request) ? file : data;
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
}

/** What helmet sets on every answer alike: asked once, since its dozen steps are felt where little else is done. */
function headersOf(middleware: ReturnType<typeof helmet>): [name: string, value: string][] {
  const headers: [name: string, value: string][] = [];
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.setHeader = (name, value) => {
    headers.push([name, String(value)]);
    return response;
  };
  middleware(response.req, response, () => {});
  return headers;
}

const isFile = (request: Request): boolean => /^\/files\//i.test(request.path);

const exposedHeaders = [
  'Accept-Ranges',
  'Content-Range',
  'ETag',
  'Idempotent-Replayed',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Request-Id',
];

/** Browsers of these origins may call and read; there are no cookies, so no credentials either. */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  const judge = cors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'If-None-Match',
      'Last-Event-ID',
      'Range',
      'X-Request-Id',
    ],
    exposedHeaders,
    maxAge: 600,
  });
  const exposed = exposedHeaders.join(',');
  return (request, response, next) => {
    if (request.headers.origin !== undefined || request.method === 'OPTIONS') return judge(request, response, next);
    // From no page: what cors would say then, without the asking. Caches must still tell the two apart.
    response.setHeader('Vary', 'Origin');
    response.setHeader('Access-Control-Expose-Headers', exposed);
    return next();
  };
}
