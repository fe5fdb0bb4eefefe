import { z } from 'zod';
import { defineOperations } from './operation.ts';

export const stripeOperations = defineOperations({
  receiveStripeEvent: {
    method: 'post',
    path: '/api/webhooks/stripe',
    tag: 'Webhooks in',
    summary: 'Take an event from Stripe',
    description: [
      'Signed by `STRIPE_WEBHOOK_SECRET`, at most five minutes old or ahead. Stored raw and handled once, in any order:',
      '`invoice.*` brings the invoice up to date and never moves it back; `customer.subscription.*` gives the client the',
      'package whose `stripe_price_id` is subscribed to, and `kickstart` once no subscription is active. Other events are',
      'stored.',
    ].join(' '),
    access: { by: 'signature', header: 'Stripe-Signature' },
    body: z
      .looseObject({
        id: z.string(),
        object: z.literal('event'),
        type: z.string().meta({ description: 'What happened, as Stripe names it.', examples: ['invoice.paid'] }),
      })
      .meta({ id: 'StripeEvent' }),
    reads: 'raw',
    answers: { 200: z.object({ received: z.literal(true) }).meta({ id: 'StripeAnswer' }) },
    problems: ['invalid_stripe_signature', 'not_configured'],
  },
});
