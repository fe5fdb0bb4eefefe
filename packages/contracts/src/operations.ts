import { apiKeyOperations } from './api-keys.ts';
import { assemblyOperations } from './assembly.ts';
import { assetOperations } from './assets.ts';
import { authOperations } from './auth.ts';
import { clientOperations } from './clients.ts';
import { filmReviewOperations } from './film-review.ts';
import { videoOperations } from './films.ts';
import { deadLetterOperations } from './dead-letters.ts';
import { invoiceOperations } from './invoices.ts';
import { n8nOperations } from './n8n.ts';
import { opsOperations } from './ops.ts';
import { projectOperations } from './projects.ts';
import { revisionOperations } from './revisions.ts';
import { scriptOperations } from './scripts.ts';
import { stripeOperations } from './stripe.ts';
import { tallyOperations } from './tally.ts';
import { usageOperations } from './usage.ts';
import { webhookEndpointOperations } from './webhook-endpoints.ts';
import { receivedEventOperations } from './received-events.ts';

/** Every route of the API. A route that is not here does not exist; one that is here has a handler, or nothing compiles. */
export const operations = {
  ...opsOperations,
  ...authOperations,
  ...apiKeyOperations,
  ...clientOperations,
  ...projectOperations,
  ...videoOperations,
  ...filmReviewOperations,
  ...revisionOperations,
  ...scriptOperations,
  ...assetOperations,
  ...assemblyOperations,
  ...tallyOperations,
  ...stripeOperations,
  ...n8nOperations,
  ...receivedEventOperations,
  ...webhookEndpointOperations,
  ...usageOperations,
  ...invoiceOperations,
  ...deadLetterOperations,
};
export type Operations = typeof operations;
export type OperationId = keyof Operations;
