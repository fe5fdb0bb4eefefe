import { cleanLine, cleanLines } from './clean-text.ts';
import { say } from './line.ts';
import type { Line } from './line.ts';
import { parseNoticeData } from './notice-data.ts';
import type { NoticeData, NoticeTemplate } from './notice-data.ts';
import { linkOfPortal, portalLink } from './portal-link.ts';
import { clientWords } from './words/client-words.ts';
import type { ClientWords } from './words/words.ts';

/** What a notice says, before it becomes a mail or a Slack message. All text in it is clean but not escaped. */
export interface NoticeContent {
  /** What the layout itself says, in the reader's language. */
  frame: Pick<ClientWords, 'language' | 'copyAddress' | 'sentBy'>;
  subject: Line;
  heading: string;
  tone: 'neutral' | 'good' | 'bad';
  greeting: Line | null;
  /** The sentences before the button. */
  lines: Line[];
  facts: { label: string; value: string; code?: boolean }[];
  /** Others' words, quoted as they were written. */
  quotes: { label: string; text: string }[];
  button: { label: string; url: string } | null;
  /** Small print below the button. */
  closing: Line[];
  posterUrl: string | null;
}

type Maker<T extends NoticeTemplate> = (
  data: NoticeData<T>,
) => Pick<NoticeContent, 'subject' | 'heading'> & Partial<NoticeContent>;

/** Parses the data and words the notice. Throws PermanentError `notice_data_invalid`. */
export function wordNotice(template: NoticeTemplate, data: unknown): NoticeContent {
  // Each maker takes the data of its own template, which the compiler can't follow through the lookup.
  const make = makers[template] as Maker<NoticeTemplate>;
  return { ...blank, ...make(parseNoticeData(template, data)) };
}

/** The studio's own notices are in English. */
const blank = {
  frame: clientWords('en'),
  tone: 'neutral' as const,
  greeting: null,
  lines: [],
  facts: [],
  quotes: [],
  button: null,
  closing: [],
  posterUrl: null,
};

const makers: { [T in NoticeTemplate]: Maker<T> } = {
  'magic-link': ({ portal_url, link, minutes, language }) => {
    const frame = clientWords(language);
    const { subject, heading, line, button, closing } = frame.magicLink;
    const url = linkOfPortal(portal_url, link);
    return { frame, subject, heading, lines: [line(minutes)], button: { label: button, url }, closing: [closing] };
  },

  'ready-for-review': (data) => {
    const frame = clientWords(data.language);
    const { subject, heading, line, note, button } = frame.ready;
    return {
      frame,
      subject: subject(data.title),
      heading,
      greeting: frame.greeting(data.client ?? null),
      lines: [line(data.title)],
      quotes: quote(note, data.note),
      button: videoButton(data, button),
    };
  },

  'quota-exceeded': ({ portal_url, name, limit, package: packageName, language }) => {
    const frame = clientWords(language);
    const { subject, heading, thanks, offer, button } = frame.quota;
    return {
      frame,
      subject,
      heading,
      greeting: frame.greeting(name),
      lines: [thanks(packageName, limit), offer],
      button: { label: button, url: portalLink(portal_url) },
    };
  },

  approved: (data) => ({
    subject: say`Approved: ${data.title}`,
    heading: 'The video is approved',
    tone: 'good',
    lines: [say`“${data.title}” has been approved. The final files are on their way.`],
    facts: clientFact(data.client),
    quotes: quote('Note', data.note),
    button: videoButton(data, 'Open the video'),
  }),

  rejected: (data) => ({
    subject: say`Changes asked for: ${data.title}`,
    heading: 'Changes were asked for',
    tone: 'bad',
    lines: [say`“${data.title}” was not approved yet.`],
    facts: clientFact(data.client),
    quotes: [
      ...quote('What should change', data.note),
      ...(data.scenes ?? []).flatMap(({ index, note }) => quote(`Scene ${index + 1}`, note)),
    ],
    button: videoButton(data, 'Open the video'),
  }),

  'draft-ready': (data) => ({
    subject: say`Draft ready: ${data.title}`,
    heading: 'A draft is ready',
    tone: 'good',
    lines: [say`“${data.title}” has been made. Check it, then send it to the client for review.`],
    facts: [
      ...clientFact(data.client),
      ...(data.revision ? [{ label: 'Revision', value: String(data.revision) }] : []),
    ],
    button: videoButton(data, 'Check the draft'),
    posterUrl: data.poster_url ?? null,
  }),

  'job-failed': (data) => ({
    subject: say`Failed: ${data.title}`,
    heading: 'A video could not be made',
    tone: 'bad',
    lines: [say`“${data.title}” failed and will not be tried again by itself.`],
    facts: [
      ...clientFact(data.client),
      { label: 'Error', value: cleanLine(data.code), code: true },
      { label: 'Job', value: cleanLine(data.job_id), code: true },
    ],
    quotes: quote('What went wrong', data.detail),
    button: videoButton(data, 'Open the video'),
  }),

  'webhook-disabled': (data) => ({
    subject: say`A webhook endpoint was disabled`,
    heading: 'A webhook endpoint was disabled',
    tone: 'bad',
    lines: [say`It did not take its deliveries, so Bom Studio sends it nothing more until somebody enables it again.`],
    facts: [{ label: 'Endpoint', value: cleanLine(data.url, 500), code: true }],
    quotes: quote('Reason', data.reason),
    button: { label: 'Open the portal', url: portalLink(data.portal_url) },
  }),

  'payment-failed': (data) => ({
    subject: say`Payment failed: ${data.client}`,
    heading: 'A payment failed',
    tone: 'bad',
    lines: [
      say`${data.client} could not be charged. Stripe tries again by its own schedule; nothing else happens here.`,
    ],
    facts: [
      { label: 'Amount', value: formatMoney(data.total_cents, data.currency) },
      { label: 'Invoice', value: cleanLine(data.number ?? data.invoice_id), code: true },
      ...(data.attempt ? [{ label: 'Attempt', value: String(data.attempt) }] : []),
    ],
    button: { label: 'Open the portal', url: portalLink(data.portal_url) },
  }),

  delivered: (data) => {
    const frame = clientWords(data.language);
    const { subject, heading, line, button } = frame.delivered;
    return {
      frame,
      subject: subject(data.title),
      heading,
      tone: 'good',
      greeting: frame.greeting(data.client ?? null),
      lines: [line(data.title)],
      button: videoButton(data, button),
    };
  },
};

/** Minor units as people write them; currencies differ in how many make one. */
function formatMoney(minorUnits: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(minorUnits / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

function clientFact(client: string | null | undefined): NoticeContent['facts'] {
  return client ? [{ label: 'Client', value: cleanLine(client) }] : [];
}

function quote(label: string, text: string | null | undefined): NoticeContent['quotes'] {
  return text ? [{ label, text: cleanLines(text) }] : [];
}

function videoButton(data: { portal_url: string; video_id: string }, label: string): NoticeContent['button'] {
  return { label, url: portalLink(data.portal_url, 'videos', data.video_id) };
}
