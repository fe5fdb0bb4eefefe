import { z } from 'zod';
import { idParamSchema, listOf, listQuerySchema } from './lists.ts';
import { defineOperations } from './operation.ts';

export const deadLetterSchema = z
  .object({
    id: z.uuid(),
    subject: z
      .enum(['job', 'notice', 'webhook_event'])
      .meta({ description: 'A film, a mail, message or webhook that could not be sent, or an event that came in.' }),
    subject_id: z.uuid().nullable().meta({ description: 'Id of that job, notice or event.' }),
    queue: z.string().meta({ description: 'Where it was at work.' }),
    step: z
      .string()
      .nullable()
      .meta({ description: 'The step of the job, or the sender of the event; null for none.' }),
    error_class: z.string().meta({ description: 'Class of the error, which says whether trying again may help.' }),
    code: z.string().meta({ description: 'Stable, snake_case.' }),
    detail: z.string().meta({ description: 'One plain sentence: what is wrong, and how to put it right.' }),
    retried_at: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'When it was tried again; null while it waits for somebody.' }),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'DeadLetter', description: 'Work that ended in failure, and will not be tried again by itself.' });
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
