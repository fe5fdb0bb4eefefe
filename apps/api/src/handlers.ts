import type { ApiDeps } from './deps.ts';
import type { Handlers } from './http/handler.ts';
import { apiKeyHandlers } from './routes/api-keys.ts';
import { assemblyHandlers } from './routes/assembly.ts';
import { assetHandlers } from './routes/assets.ts';
import { authHandlers } from './routes/auth.ts';
import { clientHandlers } from './routes/clients.ts';
import { docsHandlers } from './routes/docs.ts';
import { filmReviewHandlers } from './routes/film-review.ts';
import { healthHandlers } from './routes/health.ts';
import { metricsHandlers } from './routes/metrics.ts';
import { projectHandlers } from './routes/projects.ts';
import { previewHandlers } from './routes/preview.ts';
import { revisionHandlers } from './routes/revisions.ts';
import { scriptHandlers } from './routes/scripts.ts';
import { videoHandlers } from './routes/videos.ts';
import { deadLetterHandlers } from './routes/dead-letters.ts';
import { invoiceHandlers } from './routes/invoices.ts';
import { tallyMappingHandlers } from './routes/tally-mappings.ts';
import { usageHandlers } from './routes/usage.ts';
import { webhookDeliveryHandlers } from './routes/webhook-deliveries.ts';
import { webhookEndpointHandlers } from './routes/webhook-endpoints.ts';
import { receivedEventHandlers } from './routes/received-events.ts';
import { n8nHandlers } from './webhooks/n8n.ts';
import { stripeHandlers } from './webhooks/stripe.ts';
import { tallyHandlers } from './webhooks/tally.ts';

/** A handler for every operation of the contract. */
export function createHandlers(deps: ApiDeps, isStopping: () => boolean): Handlers {
  return {
    ...healthHandlers(deps, isStopping),
    ...docsHandlers(deps),
    ...metricsHandlers(deps),
    ...authHandlers(deps),
    ...apiKeyHandlers,
    ...clientHandlers(deps),
    ...projectHandlers(deps),
    ...videoHandlers(deps),
    ...filmReviewHandlers(deps),
    ...revisionHandlers(deps),
    ...previewHandlers(deps),
    ...scriptHandlers(deps),
    ...assetHandlers(deps),
    ...assemblyHandlers(deps, isStopping),
    ...tallyHandlers(deps),
    ...tallyMappingHandlers,
    ...stripeHandlers(deps),
    ...n8nHandlers(deps),
    ...receivedEventHandlers(deps),
    ...webhookEndpointHandlers(deps),
    ...webhookDeliveryHandlers(deps),
    ...usageHandlers(deps),
    ...invoiceHandlers(deps),
    ...deadLetterHandlers(deps),
  };
}
