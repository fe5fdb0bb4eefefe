import { z } from 'zod';
import { defineOperations } from './operation.ts';

const fieldSchema = z.looseObject({
  key: z.string(),
  label: z.string().nullish(),
  type: z.string(),
  value: z.unknown(),
  options: z.array(z.looseObject({ id: z.string(), text: z.string() })).nullish(),
});
export type TallyField = z.infer<typeof fieldSchema>;

/** What Tally posts for a submission. Loose: Tally adds fields as it grows. */
export const tallySubmissionSchema = z
  .looseObject({
    eventId: z.string().optional(),
    eventType: z.literal('FORM_RESPONSE'),
    createdAt: z.string().optional(),
    data: z.looseObject({
      responseId: z.string().optional(),
      submissionId: z.string().optional(),
      formId: z.string(),
      formName: z.string().nullish(),
      fields: z.array(fieldSchema).max(500),
    }),
  })
  .meta({ id: 'TallySubmission' });
export type TallySubmission = z.infer<typeof tallySubmissionSchema>;

export const tallyAnswerSchema = z.union([
  z.object({
    status: z.literal('accepted'),
    message: z.string(),
    client_id: z.uuid(),
    video_id: z.uuid(),
    job_id: z.uuid(),
  }),
  z.object({ status: z.literal('rejected'), reason: z.literal('quota_exceeded'), client_id: z.uuid() }),
]);
export type TallyAnswer = z.infer<typeof tallyAnswerSchema>;

export const tallyOperations = defineOperations({
  receiveTallySubmission: {
    method: 'post',
    path: '/api/webhooks/tally',
    tag: 'Webhooks in',
    summary: 'Take a form submission from Tally',
    description: 'Taken once, however often it comes: each delivery gets the same ids.',
    access: { by: 'signature', header: 'Tally-Signature' },
    body: tallySubmissionSchema,
    reads: 'raw',
    answers: { 202: tallyAnswerSchema, 200: tallyAnswerSchema },
    problems: ['invalid_signature', 'invalid_json', 'missing_answers', 'unknown_option', 'not_configured'],
  },
});
