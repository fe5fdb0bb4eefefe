import type { stripeOperations } from '@bom/contracts';
import StripeSdk from 'stripe';
import type { ApiDeps } from '../deps.ts';
import type { HandlersOf } from '../http/handler.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { applyStripeEvent, readStripeEvent } from '../billing/apply-stripe-event.ts';
import { handleOnce, keepFailure } from '../events/handle-once.ts';
import { storeEvent } from '../events/store-event.ts';

/** `POST /api/webhooks/stripe`: verify, store raw, then apply the event once. */
export function stripeHandlers(deps: ApiDeps): HandlersOf<typeof stripeOperations> {
  return {
    async receiveStripeEvent({ body, request }) {
      const externalId = verifiedId(deps, { body, signature: request.get('stripe-signature') ?? '' });
      const headers = { 'user-agent': request.get('user-agent') ?? '' };
      const eventId = await storeEvent(deps.db, { source: 'stripe', externalId, body, headers });
      await takeStripeEvent(deps, { eventId, json: JSON.parse(body.toString('utf8')) });
      return { status: 200, body: { received: true } };
    },
  };
}

/** Applies a stored event, also when it is replayed. */
export async function takeStripeEvent(
  { db, config }: ApiDeps,
  { eventId, json }: { eventId: string; json: unknown },
): Promise<void> {
  const event = await keepFailure(db, eventId, async () => readStripeEvent(json));
  await handleOnce(db, { eventId, handle: (tx) => applyStripeEvent(tx, { event, staff: config.staff }) });
}

const toleranceSeconds = 300;

/**
 * The id of an event that Stripe signed, at most five minutes ago or ahead. The SDK looks only for old signatures, and
 * throws plain errors for some malformed ones: whatever it throws, the request is not Stripe's.
 */
function verifiedId({ config }: ApiDeps, { body, signature }: { body: Buffer; signature: string }): string {
  const { webhookSecret } = config.stripe;
  if (!webhookSecret) {
    throw new HttpProblem('not_configured', 'STRIPE_WEBHOOK_SECRET is not set, so events can not be trusted.');
  }
  const id = constructId({ body, signature, webhookSecret });
  const signedAt = Number(/(?:^|,)t=(\d+)/.exec(signature)?.[1]);
  if (id && signedAt - Date.now() / 1000 <= toleranceSeconds) return id;
  throw new HttpProblem(
    'invalid_stripe_signature',
    'The header Stripe-Signature is missing, old or does not match the body.',
  );
}

function constructId(o: { body: Buffer; signature: string; webhookSecret: string }): string | null {
  try {
    const { id } = StripeSdk.webhooks.constructEvent(o.body, o.signature, o.webhookSecret, toleranceSeconds);
    return typeof id === 'string' && /^[\x21-\x7e]{1,200}$/.test(id) ? id : null;
  } catch {
    return null;
  }
}
