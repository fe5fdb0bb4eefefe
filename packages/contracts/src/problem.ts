import { z } from 'zod';

/** The one table from error code to HTTP status. A code that is not here is 500 and says nothing of its inside. */
export const statusOfProblem = {
  invalid_json: 400,
  invalid_body: 400,
  invalid_stripe_signature: 400,
  unauthenticated: 401,
  invalid_token: 401,
  invalid_signature: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  email_taken: 409,
  illegal_transition: 409,
  quota_exceeded: 409,
  period_invoiced: 409,
  idempotency_in_progress: 409,
  version_mismatch: 412,
  body_too_large: 413,
  unsupported_media_type: 415,
  invalid_request: 422,
  missing_answers: 422,
  unknown_option: 422,
  unknown_package: 422,
  asset_not_found: 422,
  budget_exceeded: 422,
  needs_llm: 422,
  plan_pending: 503,
  scene_unknown: 422,
  nothing_to_restore: 409,
  nothing_to_revise: 409,
  nothing_to_preview: 409,
  preview_failed: 502,
  nothing_to_film: 422,
  private_address: 422,
  idempotency_key_reused: 422,
  nothing_to_invoice: 422,
  image_too_large: 422,
  media_corrupt: 422,
  media_empty: 422,
  media_not_accepted: 422,
  media_not_audio: 422,
  media_too_large: 422,
  media_too_long: 422,
  media_unreadable: 422,
  media_unsupported: 422,
  rate_limited: 429,
  internal_error: 500,
  provider_failed: 502,
  billing_refused: 502,
  not_configured: 503,
  unavailable: 503,
  billing_unavailable: 503,
} as const;
export type ProblemCode = keyof typeof statusOfProblem;

const fieldErrorSchema = z
  .object({
    path: z.string().meta({ description: 'Of the field, by names and indexes.', examples: ['scenes.2.narration'] }),
    message: z.string().meta({ description: 'What is wrong with it.' }),
  })
  .meta({ id: 'FieldError' });

/** RFC 9457, with our stable `code` and the request's id. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: '`about:blank`: the title says what the status says.' }),
    title: z.string().meta({ description: 'What the status says, in words.' }),
    status: z.int().meta({ description: 'The HTTP status.' }),
    detail: z.string().meta({ description: 'One plain sentence: what is wrong, and how to put it right.' }),
    code: z.string().meta({ description: 'Stable, snake_case.' }),
    request_id: z.string().meta({ description: 'As in `X-Request-Id`, for whoever looks into it.' }),
    errors: z
      .array(fieldErrorSchema)
      .optional()
      .meta({ description: 'What is wrong with single fields, where that is so.' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
