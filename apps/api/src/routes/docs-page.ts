import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { Router } from 'express';
import type { ApiDeps } from '../deps.ts';
import type { LimitsOf } from '../http/rate-limits.ts';
import { admitStaff } from '../staff/admit-staff.ts';

const basePath = '/docs';

/** Swagger UI for staff, served from here alone: it works without internet, and can try every call. */
export function docsPage(deps: ApiDeps, limitsOf: LimitsOf): Router {
  const router = Router();
  router.use(...admitStaff(deps, { basePath, limitsOf }));
  router.get('/', (_request, response) => {
    response.set('Cache-Control', 'no-cache').type('html').send(page);
  });
  router.get('/start.js', (_request, response) => {
    response.set('Cache-Control', 'no-cache').type('js').send(startScript);
  });
  router.get('/style.css', (_request, response) => {
    response.set('Cache-Control', 'no-cache').type('css').send(style);
  });
  router.get(/^\/(swagger-ui\.css|swagger-ui-bundle\.js|favicon-32x32\.png)$/, express.static(swaggerFiles()));
  return router;
}

function swaggerFiles(): string {
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Bom Studio API</title>
    <link rel="icon" type="image/png" href="${basePath}/favicon-32x32.png">
    <link rel="stylesheet" href="${basePath}/swagger-ui.css">
    <link rel="stylesheet" href="${basePath}/style.css">
  </head>
  <body>
    <div id="docs"></div>
    <script src="${basePath}/swagger-ui-bundle.js"></script>
    <script type="module" src="${basePath}/start.js"></script>
  </body>
</html>
`;

/**
 * Absolute, since a page whose own address holds a password may fetch from no relative one. Calls go to where the page
 * came from, whatever address the document gives.
 */
const startScript = `const document = await (await fetch(location.origin + '/api/openapi.json')).json();
SwaggerUIBundle({
  spec: { ...document, servers: [{ url: location.origin }] },
  dom_id: '#docs',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

const style = `body { margin: 0; background: #fafaf9; }
.swagger-ui .info { margin: 32px 0 16px; }
.swagger-ui .info .title { font-size: 32px; }
.swagger-ui .scheme-container { background: transparent; box-shadow: none; padding: 8px 0; }
.swagger-ui .opblock-tag { font-size: 18px; }
`;
