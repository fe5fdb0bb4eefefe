import { cleanLine, cleanLines } from './clean-text.ts';
import { say } from './line.ts';
import type { Line } from './line.ts';
import { parseNoticeData } from './notice-data.ts';
import type { NoticeData, NoticeTemplate } from './notice-data.ts';
import { linkOfPortal, portalLink } from './portal-link.ts';

/** What a notice says, before it becomes a mail or a Slack message. All text in it is clean but not escaped. */
export interface NoticeContent {
  subject: Line;
  heading: string;
  tone: 'neutral' | 'good' | 'bad';
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
  const made = make(parseNoticeData(template, data));
  return { tone: 'neutral', lines: [], facts: [], quotes: [], button: null, closing: [], posterUrl: null, ...made };
}

const makers: { [T in NoticeTemplate]: Maker<T> } = {
  'magic-link': ({ portal_url, link, minutes }) => ({
    subject: say`Your sign-in link for Bom Studio`,
    heading: 'Sign in to Bom Studio',
    lines: [say`Use the button below to sign in. The link works once, within the next ${minutes} minutes.`],
    button: { label: 'Sign in', url: linkOfPortal(portal_url, link) },
    closing: [say`If you did not ask to sign in, you can ignore this email: nobody gets in without the link.`],
  }),

  'ready-for-review': (data) => ({
    subject: say`Ready for your review: ${data.title}`,
    heading: 'Your video is ready for review',
    lines: [
      greeting(data.client),
      say`“${data.title}” is ready to watch. Please have a look, then approve it or tell us what to change.`,
    ],
    quotes: quote('A note from the studio', data.note),
    button: videoButton(data, 'Watch and review'),
  }),

  'quota-exceeded': ({ portal_url, name, limit, package: packageName }) => ({
    subject: say`Your videos for this month are used up`,
    heading: 'This month’s videos are used up',
    lines: [
      greeting(name),
      say`Thank you for your new brief. Your package ${packageName} includes ${countVideos(limit)} a month, and none is left this month, so we have not started a new video.`,
      say`You can send the brief again next month. If you would like more videos now, just reply to this email and we will find a package that fits.`,
    ],
    button: { label: 'Open your videos', url: portalLink(portal_url) },
  }),

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

  delivered: (data) => ({
    subject: say`Your video is here: ${data.title}`,
    heading: 'Your video is here',
    tone: 'good',
    lines: [
      greeting(data.client),
      say`“${data.title}” is finished. You can watch and download every format of it now.`,
    ],
    button: videoButton(data, 'Get your video'),
  }),
};

function greeting(name: string | null | undefined): Line {
  return name ? say`Hello ${name},` : say`Hello,`;
}

function countVideos(limit: number): string {
  return limit === 1 ? '1 video' : `${limit} videos`;
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
