import { renderSlack } from './render-slack.ts';
import type { SlackTemplate } from './render-slack.ts';

const video = { portal_url: 'https://portal.example', video_id: 'v1', title: 'Autumn menu', client: 'Café Luna' };
const failed = { ...video, job_id: 'j1', code: 'budget_exceeded', detail: 'The budget is spent.' };

describe('renderSlack', () => {
  test.each([
    ['draft-ready', { ...video, revision: 2 }, 'Draft ready: Autumn menu'],
    ['job-failed', failed, 'Failed: Autumn menu'],
    ['rejected', { ...video, note: 'Wrong price' }, 'Changes asked for: Autumn menu'],
    ['approved', video, 'Approved: Autumn menu'],
    ['payment-failed', { ...video, invoice_id: 'i', total_cents: 500, currency: 'jpy' }, 'Payment failed: Café Luna'],
    ['webhook-disabled', { ...video, url: 'https://hooks.example/in' }, 'A webhook endpoint was disabled'],
  ] as const)('words %s with a fallback text and a button to the portal', (template, data, text) => {
    const message = renderSlack(template, data);
    expect(message.text).toBe(text);
    const button = message.blocks?.at(-1) as { elements: { url: string }[] };
    expect(button.elements[0]?.url).toMatch(/^https:\/\/portal\.example\//u);
  });

  test('lets nobody mention the channel, link or format', () => {
    const hostile = '<!channel> <https://evil.example|click> *bold* `code` & www.evil.example @here';
    const { blocks = [], text } = renderSlack('job-failed', {
      ...failed,
      title: hostile,
      detail: hostile,
      client: hostile,
    });
    const shown = [text, ...textsOf(blocks.slice(0, -1))].join('\n');
    expect(shown).not.toMatch(/<|\*bold\*|`code`|@here|\.example|:\/\//u);
    const marked = JSON.stringify(blocks).match(/"type":"mrkdwn"/gu);
    expect(JSON.stringify(blocks).match(/"verbatim":true/gu)).toHaveLength(marked?.length ?? -1);
  });

  test('stays under the limits of Slack with the longest data', () => {
    const long = '&*.é'.repeat(5000);
    const scenes = Array.from({ length: 100 }, (_, index) => ({ index, note: long }));
    const { blocks = [] } = renderSlack('rejected', { ...video, title: long, client: long, note: long, scenes });
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(Math.max(...textsOf(blocks).map((text) => text.length))).toBeLessThanOrEqual(3000);
  });

  test.each([
    ['https://files.bom.example/poster.jpg?sig=x', true],
    ['http://files.bom.example/poster.jpg', false],
    ['https://127.0.0.1/poster.jpg', false],
    ['https://api.internal/poster.jpg', false],
    ['not a url', false],
  ])('shows the poster %s: %s', (posterUrl, isShown) => {
    const { blocks } = renderSlack('draft-ready', { ...video, poster_url: posterUrl });
    expect(JSON.stringify(blocks).includes('"image_url"')).toBe(isShown);
  });

  test('refuses data that lacks a field and templates that are mails only', () => {
    expect(() => renderSlack('approved', { ...video, title: '' })).toThrow(
      expect.objectContaining({ code: 'notice_data_invalid', message: expect.stringContaining('"title"') }),
    );
    expect(() => renderSlack('magic-link' as SlackTemplate, video)).toThrow(
      expect.objectContaining({ code: 'notice_template_unknown' }),
    );
  });
});

function textsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) =>
    name === 'text' && typeof field === 'string' ? [field] : textsOf(field),
  );
}
