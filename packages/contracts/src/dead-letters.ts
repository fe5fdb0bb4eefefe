import { z } from 'zod';
import { idParamSchema, listOf, listQuerySchema } from './lists.ts';
import { defineOperations } from './operation.ts';

export const deadLetterSchema = z
  .object({
    id: z.uuid(),
    subject: z
      .enum(['job', 'notice', 'webhook_event'])
      .meta({ description: 'A film, a mail, message or webhook that could not be sent, or an event that came in.' }),
    subject_id: z.uuid().nullable(),
    queue: z.string(),
    step: z.string().nullable(),
    error_class: z.string(),
    code: z.string(),
    detail: z.string(),
    retried_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetterAnswer = z.infer<typeof deadLetterSchema>;

export const deadLetterOperations = defineOperations({
  listDeadLetters: {
    method: 'get',
    path: '/api/dead-letters',
    tag: 'Ops',
    summary: 'List work that ended in failure',
    access: { by: 'principal', scope: 'staff' },
    query: listQuerySchema.extend({
      queue: z.enum(['pipeline', 'assembly', 'notify', 'intake']).optional(),
      code: z
        .string()
        .regex(/^\w{1,100}$/)
        .optional(),
      subject_id: z.uuid().optional(),
      retried: z.enum(['true', 'false']).optional(),
    }),
    answers: { 200: listOf(deadLetterSchema) },
  },
  retryDeadLetter: {
    method: 'post',
    path: '/api/dead-letters/{id}/retry',
    tag: 'Ops',
    summary: 'Try again, reusing all that was finished',
    access: { by: 'principal', scope: 'staff' },
    params: idParamSchema,
    idempotent: true,
    answers: { 202: deadLetterSchema },
    problems: ['not_found', 'illegal_transition', 'conflict', 'quota_exceeded'],
  },
});
