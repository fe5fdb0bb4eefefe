import { PermanentError } from '@bom/domain';
import { z } from 'zod';

const words = z.string().trim().min(1);
const maybe = words.nullish().catch(null);
const webUrl = z.url({ protocol: /^https?$/u });
const portal = { portal_url: webUrl };
/** Of the client, as a language tag. */
const spoken = { language: maybe };
const video = { ...portal, video_id: words, title: words, client: maybe };

/** What each template must be given; other fields are ignored. Those with `maybe` are left out when they are no text. */
export const noticeData = {
  'magic-link': z.object({ ...portal, ...spoken, link: webUrl, minutes: z.int().positive().default(10) }),
  'ready-for-review': z.object({ ...video, ...spoken, note: maybe }),
  'quota-exceeded': z.object({
    ...portal,
    ...spoken,
    name: words,
    limit: z.int().nonnegative(),
    package: words,
  }),
  approved: z.object({ ...video, note: maybe }),
  rejected: z.object({
    ...video,
    note: maybe,
    scenes: z
      .array(z.object({ index: z.int().nonnegative(), note: words }))
      .max(100)
      .nullish(),
  }),
  'draft-ready': z.object({
    ...video,
    revision: z.int().positive().nullish(),
    poster_url: webUrl.nullish().catch(null),
  }),
  'job-failed': z.object({ ...video, job_id: words, code: words, detail: words }),
  'webhook-disabled': z.object({ ...portal, url: words, reason: maybe }),
  'payment-failed': z.object({
    ...portal,
    client: words,
    invoice_id: words,
    number: maybe,
    total_cents: z.int(),
    currency: z.string().regex(/^[A-Za-z]{3}$/u),
    attempt: z.int().nullish(),
  }),
  delivered: z.object({ ...video, ...spoken }),
} as const;

export type NoticeTemplate = keyof typeof noticeData;
export type NoticeData<T extends NoticeTemplate> = z.output<(typeof noticeData)[T]>;

/** Throws PermanentError `notice_data_invalid`, naming the first field that is wrong. */
export function parseNoticeData<T extends NoticeTemplate>(template: T, data: unknown): NoticeData<T> {
  const parsed = noticeData[template].safeParse(data);
  if (parsed.success) return parsed.data as NoticeData<T>;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') || 'data';
  throw new PermanentError(
    'notice_data_invalid',
    `The notice ${template} has a wrong field "${field}": ${issue?.message ?? 'it does not fit'}.`,
    { details: { template, field } },
  );
}
