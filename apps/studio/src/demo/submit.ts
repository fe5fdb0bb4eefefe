import { isProblem } from '@bom/client';
import type { BomClient, components } from '@bom/client';
import type { TallySubmission } from '@bom/contracts';
import { signSubmission } from './submission.ts';

/** Sends a form as Tally does. Throws with the API's own sentence about what is wrong. */
export async function submit(
  client: BomClient,
  { submission, signingSecret, signal }: { submission: TallySubmission; signingSecret: string; signal: AbortSignal },
) {
  const body = JSON.stringify(submission);
  const { data, error, response } = await client.POST('/api/webhooks/tally', {
    body: submission as components['schemas']['TallySubmission'],
    // The very bytes that are signed.
    bodySerializer: () => body,
    headers: { 'tally-signature': signSubmission(body, signingSecret) },
    signal,
  });
  if (data) return data;
  throw new Error(describeProblem(error, response.status));
}

function describeProblem(error: unknown, status: number): string {
  if (!isProblem(error)) return `The API answered ${status}.`;
  const fields = error.errors?.map(({ path, message }) => `\n  ${path}: ${message}`) ?? [];
  return `${error.detail} (${error.code})${fields.join('')}`;
}
