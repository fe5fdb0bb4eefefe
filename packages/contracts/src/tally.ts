import { z } from 'zod';
import { listOf } from './lists.ts';
import { defineOperations } from './operation.ts';

/** What a form may tell us; each is found by its label, or by the form's own mapping. */
export const intakeFieldNames = [
  'email',
  'business_name',
  'what_they_sell',
  'target_customer',
  'differentiator',
  'tone',
  'language',
  'topic',
  'logo',
  'primary_color',
  'secondary_color',
  'accent_color',
  'font',
  'cta_text',
  'website',
  'formats',
  'package',
] as const;
export type IntakeField = (typeof intakeFieldNames)[number];

const fieldSchema = z
  .looseObject({
    key: z.string().meta({ description: 'Of the question, within its form.' }),
    label: z.string().nullish().meta({ description: 'The question, as people read it.' }),
    type: z.string().meta({ description: 'Kind of question, as Tally names it.' }),
    value: z.unknown().meta({ description: 'The answer: text, number, ids of options, or files.' }),
    options: z
      .array(z.looseObject({ id: z.string(), text: z.string().meta({ description: 'As people read it.' }) }))
      .nullish()
      .meta({ description: 'What could be chosen, where the answer is by id.' }),
  })
  .meta({ id: 'TallyField', description: 'A question and its answer.' });
export type TallyField = z.infer<typeof fieldSchema>;

/** What Tally posts for a submission. Loose: Tally adds fields as it grows. */
export const tallySubmissionSchema = z
  .looseObject({
    eventId: z.string().optional().meta({ description: 'The same on each try.' }),
    eventType: z.literal('FORM_RESPONSE'),
    createdAt: z.string().optional().meta({ description: 'When it was sent.' }),
    data: z
      .looseObject({
        responseId: z
          .string()
          .optional()
          .meta({ description: 'Of the submission; what makes two deliveries the same.' }),
        submissionId: z.string().optional().meta({ description: 'Of the submission, too.' }),
        formId: z.string().meta({ description: 'Which mapping is used.' }),
        formName: z.string().nullish().meta({ description: 'As people read it.' }),
        fields: z.array(fieldSchema).max(500).meta({ description: 'The questions with their answers.' }),
      })
      .meta({ description: 'The submission.' }),
  })
  .meta({ id: 'TallySubmission' });
export type TallySubmission = z.infer<typeof tallySubmissionSchema>;

const tallyAcceptedSchema = z
  .object({
    status: z.literal('accepted'),
    message: z.string().meta({ description: 'A sentence for people.' }),
    client_id: z.uuid(),
    video_id: z.uuid(),
    job_id: z.uuid(),
  })
  .meta({ id: 'TallyAccepted' });
const tallyRejectedSchema = z
  .object({ status: z.literal('rejected'), reason: z.literal('quota_exceeded'), client_id: z.uuid() })
  .meta({ id: 'TallyRejected' });
export const tallyAnswerSchema = z
  .discriminatedUnion('status', [tallyAcceptedSchema, tallyRejectedSchema])
  .meta({ id: 'TallyAnswer' });
export type TallyAnswer = z.infer<typeof tallyAnswerSchema>;

const formParamSchema = z.strictObject({
  form_id: z
    .string()
    .regex(/^[\x21-\x7e]{1,100}$/)
    .meta({ description: "Tally's id of the form.", examples: ['w7Xk2p'] }),
});

const questionSchema = z.string().min(1).max(500);

const mappingFieldsSchema = z
  .record(questionSchema, z.enum(intakeFieldNames))
  .refine((fields) => Object.keys(fields).length <= 100, 'at most 100 questions')
  .refine(
    (fields) => new Set(Object.values(fields)).size === Object.keys(fields).length,
    'each brief field may be answered by one question only',
  )
  .meta({
    description:
      "Question key or label -> field of the brief. Questions that are not named are found by Tally's labels.",
    examples: [{ question_a1: 'what_they_sell', 'Your shop': 'business_name' }],
  });

export const tallyMappingSchema = z
  .object({
    form_id: z.string().meta({ description: "Tally's id of the form." }),
    fields: mappingFieldsSchema,
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'TallyMapping' });

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
  listTallyMappings: {
    method: 'get',
    path: '/api/webhooks/tally/mappings',
    tag: 'Webhooks in',
    summary: 'List the forms that have a mapping of their own',
    access: { by: 'principal', scope: 'staff' },
    query: z.strictObject({}),
    answers: { 200: listOf(tallyMappingSchema) },
  },
  getTallyMapping: {
    method: 'get',
    path: '/api/webhooks/tally/mappings/{form_id}',
    tag: 'Webhooks in',
    summary: "Read a form's mapping",
    description: 'A form without one answers 404; its questions are found by their labels.',
    access: { by: 'principal', scope: 'staff' },
    params: formParamSchema,
    answers: { 200: tallyMappingSchema },
    problems: ['not_found'],
  },
  putTallyMapping: {
    method: 'put',
    path: '/api/webhooks/tally/mappings/{form_id}',
    tag: 'Webhooks in',
    summary: "Set a form's mapping",
    description: 'Replaces the mapping. Stored submissions that failed before can then be replayed.',
    access: { by: 'principal', scope: 'staff' },
    params: formParamSchema,
    body: z.strictObject({ fields: mappingFieldsSchema }).meta({ id: 'TallyMappingUpdate' }),
    answers: { 200: tallyMappingSchema },
  },
});
