import { PermanentError } from '@bom/domain';
import { cleanLine, cutText, defuseLinks } from '../content/clean-text.ts';
import type { Line } from '../content/line.ts';
import { wordNotice } from '../content/notice-content.ts';
import type { NoticeContent } from '../content/notice-content.ts';

const slackTemplates = [
  'draft-ready',
  'job-failed',
  'webhook-disabled',
  'payment-failed',
  'rejected',
  'approved',
] as const;
export type SlackTemplate = (typeof slackTemplates)[number];

export interface SlackMessage {
  /** For notifications and screen readers; blocks are shown instead of it. */
  text: string;
  blocks?: object[];
}

/**
 * Words a message for the studio's channel; data as for the mail of that name, and `poster_url` for a draft. Throws
 * PermanentError `notice_data_invalid` naming the field, `notice_template_unknown`.
 */
export function renderSlack(template: SlackTemplate, data: unknown): SlackMessage {
  if (!slackTemplates.includes(template)) {
    throw new PermanentError('notice_template_unknown', `There is no Slack template "${cleanLine(template)}".`);
  }
  const content = wordNotice(template, data);
  return { text: wordsOf(content.subject), blocks: blocksOf(content) };
}

/** Slack's limits: a header 150 characters, a section's text 3000, a field 2000, ten fields, 50 blocks. */
function blocksOf({ heading, lines, facts, quotes, button, posterUrl }: NoticeContent): object[] {
  const text = lines.map((line) => wordsOf(line)).join('\n');
  const poster = isForSlack(posterUrl) ? { accessory: imageOf(posterUrl) } : {};
  return [
    { type: 'header', text: { type: 'plain_text', text: heading, emoji: false } },
    { type: 'section', text: markdown(text), ...poster },
    ...(facts.length > 0 ? [{ type: 'section', fields: facts.map((fact) => markdown(factOf(fact))) }] : []),
    ...quotes.slice(0, 30).map((quote) => ({ type: 'section', text: markdown(quoteOf(quote)) })),
    ...(button ? [{ type: 'actions', elements: [buttonOf(button)] }] : []),
  ];
}

/** `verbatim`: Slack makes no links, channels or mentions of what others wrote. */
function markdown(text: string): object {
  return { type: 'mrkdwn', text, verbatim: true };
}

function wordsOf(line: Line): string {
  return line.map(({ kind, text }) => (kind === 'value' ? valueOf(text) : escapeSlack(text))).join('');
}

function factOf({ label, value, code }: NoticeContent['facts'][number]): string {
  return `*${label}*\n${code ? `\`${escapeSlack(value.replaceAll('`', "'"))}\`` : valueOf(value)}`;
}

function quoteOf({ label, text }: NoticeContent['quotes'][number]): string {
  // 400, since escaping and marking make up to six characters of one.
  const lines = valueOf(cutText(text, 400)).split('\n');
  return `*${label}*\n${lines.map((line) => `>${line}`).join('\n')}`;
}

/** Others' words: no links, and no stars and the like that would format ours. */
function valueOf(text: string): string {
  return escapeSlack(defuseLinks(text)).replaceAll(/[*_~`]/gu, '$&\u2060');
}

function buttonOf({ label, url }: NonNullable<NoticeContent['button']>): object {
  return { type: 'button', text: { type: 'plain_text', text: label, emoji: false }, url };
}

function imageOf(url: string): object {
  return { type: 'image', image_url: url, alt_text: 'A picture from the video' };
}

/** Slack fetches the picture itself, and refuses the whole message where it can't. */
function isForSlack(url: string | null): url is string {
  if (!url || url.length > 3000) return false;
  const { protocol, hostname } = new URL(url);
  const isLocal = !hostname.includes('.') || /^[\d.]+$|\.(local|internal|test|localhost)$/u.test(hostname);
  return protocol === 'https:' && !isLocal;
}

/** These three and nothing else: https://docs.slack.dev/messaging/formatting-message-text. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
