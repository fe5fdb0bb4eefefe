import { PermanentError } from '@bom/domain';
import { cleanLine } from '../content/clean-text.ts';
import { plainLine } from '../content/line.ts';
import { wordNotice } from '../content/notice-content.ts';
import { noticeData } from '../content/notice-data.ts';
import type { NoticeTemplate } from '../content/notice-data.ts';
import { layOutHtml } from './lay-out-html.ts';
import { layOutText } from './lay-out-text.ts';

export type MailTemplate = NoticeTemplate;

export interface Mail {
  /** One line. */
  subject: string;
  html: string;
  text: string;
}

/**
 * Words and lays out a mail. Data is in wire form and needs `portal_url` besides the template's own fields; unknown fields are
 * ignored. Throws PermanentError `notice_data_invalid` naming the field, `notice_template_unknown`.
 */
export function renderMail(template: MailTemplate, data: unknown): Mail {
  if (!Object.hasOwn(noticeData, template)) {
    throw new PermanentError('notice_template_unknown', `There is no mail template "${cleanLine(template)}".`);
  }
  const content = wordNotice(template, data);
  return {
    subject: cleanLine(plainLine(content.subject), 150),
    html: layOutHtml(content),
    text: layOutText(content),
  };
}
