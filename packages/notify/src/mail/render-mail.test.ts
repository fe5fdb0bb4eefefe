import { PermanentError } from '@bom/domain';
import { renderMail } from './render-mail.ts';
import type { MailTemplate } from './render-mail.ts';

const portal = { portal_url: 'https://portal.example/app/' };
const video = { ...portal, video_id: '0193-a', title: 'Autumn menu', client: 'Café Luna' };

const samples: Record<MailTemplate, { data: Record<string, unknown>; subject: string; says: string; link: string }> = {
  'magic-link': {
    data: { ...portal, link: 'https://portal.example/app/auth/verify?token=a_b-c' },
    subject: 'Your sign-in link for Bom Studio',
    says: 'The link works once, within the next 10 minutes.',
    link: 'https://portal.example/app/auth/verify?token=a_b-c',
  },
  'ready-for-review': {
    data: { ...video, note: 'Look at the end.' },
    subject: 'Ready for your review: Autumn menu',
    says: 'Look at the end.',
    link: 'https://portal.example/app/videos/0193-a',
  },
  'quota-exceeded': {
    data: { ...portal, client_id: 'c', name: 'Café Luna', limit: 1, package: 'Starter' },
    subject: 'Your videos for this month are used up',
    says: 'includes 1 video a month',
    link: 'https://portal.example/app',
  },
  approved: {
    data: video,
    subject: 'Approved: Autumn menu',
    says: 'has been approved',
    link: 'https://portal.example/app/videos/0193-a',
  },
  rejected: {
    data: { ...video, note: 'Wrong price', scenes: [{ index: 1, note: 'Slower' }] },
    subject: 'Changes asked for: Autumn menu',
    says: 'Scene 2',
    link: 'https://portal.example/app/videos/0193-a',
  },
  'draft-ready': {
    data: { ...video, job_id: 'j', revision: 3 },
    subject: 'Draft ready: Autumn menu',
    says: 'Revision',
    link: 'https://portal.example/app/videos/0193-a',
  },
  'job-failed': {
    data: { ...video, job_id: 'j', code: 'budget_exceeded', detail: 'The budget is spent.' },
    subject: 'Failed: Autumn menu',
    says: 'budget_exceeded',
    link: 'https://portal.example/app/videos/0193-a',
  },
  'webhook-disabled': {
    data: { ...portal, url: 'https://hooks.example/in', reason: 'It answered 410.' },
    subject: 'A webhook endpoint was disabled',
    says: 'https://hooks.example/in',
    link: 'https://portal.example/app',
  },
  'payment-failed': {
    data: {
      ...portal,
      client: 'Café Luna',
      invoice_id: 'i',
      number: 'A-7',
      total_cents: 29900,
      currency: 'usd',
      attempt: 2,
    },
    subject: 'Payment failed: Café Luna',
    says: '$299.00',
    link: 'https://portal.example/app',
  },
  delivered: {
    data: video,
    subject: 'Your video is here: Autumn menu',
    says: 'is finished',
    link: 'https://portal.example/app/videos/0193-a',
  },
};
const all = Object.entries(samples) as [MailTemplate, (typeof samples)[MailTemplate]][];

describe('renderMail', () => {
  test.each(all)('words %s in HTML and in text, with one link', (template, { data, subject, says, link }) => {
    const mail = renderMail(template, data);
    expect(mail.subject).toBe(subject);
    expect(strip(mail.html)).toContain(says);
    expect(strip(mail.text)).toContain(says);
    expect(mail.text).toContain(`\n${link}\n`);
    expect([...mail.html.matchAll(/href="([^"]*)"/gu)].map(([, href]) => href)).toEqual([link]);
  });

  test.each(all)('lets nothing of hostile data become markup, headers or links in %s', (template, { data }) => {
    const hostile = `"><script>alert(1)</script><a href='javascript:x' onclick=x>www.evil.example</a>\r\nBcc: x@evil.example\u202e{{name}}\${x}`;
    const poisoned = {
      ...poison(data, hostile),
      ...keep(data, ['portal_url', 'link', 'video_id', 'job_id', 'code', 'currency', 'invoice_id', 'number']),
    };
    const { subject, html, text } = renderMail(template, poisoned);
    expect(subject).not.toMatch(/[\p{Cc}\u202e]/u);
    const tags = new Set([...html.matchAll(/<\/?([a-z0-9!]+)/giu)].map(([, name]) => name));
    expect([...tags].filter((name) => !ownTags.has(name ?? ''))).toEqual([]);
    expect(html).not.toMatch(/<[^>]*\son\w+=/iu);
    expect(html).not.toMatch(/href="(?!https:\/\/portal\.example\/)/u);
    expect(`${html}${text}`).not.toMatch(/\u202e|\r|\0/u);
    if (template !== 'webhook-disabled') expect(`${bodyOf(html)}${text}`).not.toMatch(/www\.evil/u);
  });

  test.each([
    ['en', 'Hello', 'is ready to watch'],
    ['de-AT', 'Guten Tag', 'ist fertig zum Ansehen'],
    ['es', 'Hola,', 'ya se puede ver'],
    ['FR', 'Bonjour', 'est prête'],
    ['nl_BE', 'Hallo', 'staat klaar'],
    ['ja', 'Hello', 'is ready to watch'],
    ['__proto__', 'Hello', 'is ready to watch'],
  ])('speaks to a client of language %s in it, or in English', (language, hello, says) => {
    const { html, text } = renderMail('ready-for-review', { ...video, language });
    expect(text).toContain(`${hello} Café Luna`);
    expect(text).toContain(says);
    expect(html).toContain(says);
    const spoken = language.slice(0, 2).toLowerCase();
    expect(html).toContain(`<html lang="${['de', 'es', 'fr', 'nl'].includes(spoken) ? spoken : 'en'}">`);
  });

  test.each(['magic-link', 'ready-for-review', 'quota-exceeded', 'delivered'] as const)(
    'words %s in five languages that all differ, and lets hostile data through in none',
    (template) => {
      const { data, link } = samples[template];
      const hostile = '"><script>alert(1)</script>\r\nBcc: x@evil.example';
      const poisoned = { ...poison(data, hostile), ...keep(data, ['portal_url', 'link', 'video_id']) };
      const mails = ['en', 'de', 'es', 'fr', 'nl'].map((language) => {
        const { html, subject } = renderMail(template, { ...poisoned, language });
        expect(html).not.toMatch(/<script/u);
        expect(subject).not.toMatch(/[\r\n]/u);
        return renderMail(template, { ...data, language });
      });
      expect(new Set(mails.map((mail) => mail.text)).size).toBe(5);
      expect(new Set(mails.map((mail) => mail.subject)).size).toBe(5);
      expect(mails.every((mail) => mail.text.includes(link))).toBe(true);
    },
  );

  test('keeps names in other scripts and emoji, each with its own direction', () => {
    const { html, subject } = renderMail('draft-ready', { ...video, title: 'مقهى القمر 👩‍👩‍👧', client: 'O’Brien & Søn' });
    expect(subject).toBe('Draft ready: مقهى القمر 👩‍👩‍👧');
    expect(html).toContain('<span dir="auto">مقهى القمر 👩‍👩‍👧</span>');
    expect(html).toContain('O’Brien &amp; Søn');
  });

  test('cuts a subject that is too long', () => {
    const { subject } = renderMail('approved', { ...video, title: 'x'.repeat(5000) });
    expect(subject).toHaveLength(150);
    expect(subject.endsWith('…')).toBe(true);
  });

  test('keeps an id from leading elsewhere than to a video', () => {
    const { text } = renderMail('approved', { ...video, video_id: '../../auth?x=1#y' });
    expect(text).toContain('https://portal.example/app/videos/..%2F..%2Fauth%3Fx%3D1%23y\n');
    expect(renderMail('approved', { ...video, video_id: '..' }).text).toContain('/app/videos/-\n');
  });

  test.each([
    ['draft-ready', { ...video, title: undefined }, 'title'],
    ['draft-ready', { ...video, portal_url: 'javascript:alert(1)' }, 'portal_url'],
    ['quota-exceeded', { ...portal, name: 'x', limit: 'many', package: 'p' }, 'limit'],
    ['rejected', { ...video, scenes: [{ index: 0 }] }, 'scenes.0.note'],
    ['magic-link', { ...portal, link: 'https://evil.example/auth/verify?token=x' }, 'link'],
    ['magic-link', { ...portal, link: 'https://portal.example@evil.example/' }, 'link'],
    ['magic-link', { ...portal, link: 'data:text/html,x' }, 'link'],
  ] as const)('refuses %s with a wrong field', (template, data, field) => {
    const error = caught(() => renderMail(template, data));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ code: 'notice_data_invalid', message: expect.stringContaining(`"${field}"`) });
  });

  test('leaves out an optional field that is empty or no text', () => {
    expect(renderMail('ready-for-review', { ...video, client: '  ', note: 7 }).text).toContain('Hello,\n');
  });

  test.each(['nonsense', 'toString', '__proto__'])('refuses the unknown template %s', (template) => {
    expect(caught(() => renderMail(template as MailTemplate, video))).toMatchObject({
      code: 'notice_template_unknown',
    });
  });
});

const ownTags = new Set('!doctype html head meta title style body div table tr td h1 p span a br'.split(' '));

/** Without the invisible joiners. */
function strip(text: string): string {
  return text.replaceAll('\u2060', '');
}

function bodyOf(html: string): string {
  return html.slice(html.indexOf('<body'));
}

function poison(value: unknown, hostile: string): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(value, (_key, field: unknown) => (typeof field === 'string' ? hostile : field)),
  ) as Record<string, unknown>;
}

function keep(data: Record<string, unknown>, names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([name]) => names.includes(name)));
}

function caught(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
