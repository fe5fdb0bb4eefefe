import StripeSdk from 'stripe';
import type { StripeConfig } from '../deps.ts';
import { HttpProblem } from '../http/http-problem.ts';

/**
 * The SDK as we use it: a fixed API version, our host where one is set, and its own retries, which are safe since every
 * POST carries an idempotency key.
 *
 * @throws HttpProblem `not_configured`
 */
export function openStripe({ secretKey, baseUrl }: StripeConfig): StripeSdk {
  if (!secretKey) throw new HttpProblem('not_configured', 'STRIPE_SECRET_KEY is not set, so there are no invoices.');
  return new StripeSdk(secretKey, {
    apiVersion: '2026-10-28.endive',
    maxNetworkRetries: 1,
    timeout: 15_000,
    telemetry: false,
    ...(baseUrl ? hostOf(new URL(baseUrl)) : {}),
  });
}

function hostOf({ hostname, port, protocol }: URL) {
  const isPlain = protocol === 'http:';
  return {
    host: hostname,
    port: port || (isPlain ? 80 : 443),
    protocol: isPlain ? ('http' as const) : ('https' as const),
  };
}

/** Runs calls to Stripe; its errors become ours. */
export async function askStripe<Result>(calls: () => Promise<Result>): Promise<Result> {
  try {
    return await calls();
  } catch (error) {
    throw error instanceof StripeSdk.errors.StripeError ? toProblem(error) : error;
  }
}

function toProblem(error: InstanceType<typeof StripeSdk.errors.StripeError>): HttpProblem {
  const { statusCode } = error;
  if (statusCode === undefined || statusCode >= 500 || statusCode === 429 || statusCode === 409) {
    return new HttpProblem('billing_unavailable', 'Stripe can not be reached or is busy; post it again in a moment.');
  }
  if (statusCode === 401 || statusCode === 403) {
    return new HttpProblem('billing_refused', 'Stripe refuses the key; correct STRIPE_SECRET_KEY.');
  }
  const said = error.message.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 300);
  return new HttpProblem('billing_refused', `Stripe refuses the request: ${said}`);
}
