import { createHmac, randomBytes } from 'node:crypto';
import { verifyWebhook } from './verify-webhook.ts';

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const data = { video_id: 'v1', title: 'Früh 🥨', note: 'Lovely.' };
const body = JSON.stringify({ type: 'video.approved', timestamp: '2026-11-23T05:00:00Z', data });
const now = () => Math.floor(Date.now() / 1000);

function sign(o: { secret?: string; body?: string; at?: number; id?: string } = {}) {
  const { id = 'msg_1', at = now() } = o;
  const key = Buffer.from((o.secret ?? secret).replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key)
    .update(`${id}.${at}.${o.body ?? body}`)
    .digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
}

describe('verifyWebhook', () => {
  test('gives the event of a delivery that is signed, as text or bytes, by any kind of headers', async () => {
    const headers = sign();
    const event = JSON.parse(body) as object;
    expect(await verifyWebhook({ secret, headers, body })).toEqual(event);
    expect(await verifyWebhook({ secret, headers: new Headers(headers), body: Buffer.from(body) })).toEqual(event);
    const listed = {
      'Webhook-Id': ['msg_1'],
      'Webhook-Timestamp': headers['webhook-timestamp'],
      'WEBHOOK-SIGNATURE': headers['webhook-signature'],
    };
    expect(await verifyWebhook({ secret, headers: listed, body })).toEqual(event);
  });

  test('tells events apart by their type, so that each has its own fields', async () => {
    const event = await verifyWebhook({ secret, headers: sign(), body });
    if (event.type !== 'video.approved') throw new Error('another type');
    const { title, note }: { title: string; note: string | null } = event.data;
    // @ts-expect-error: no error comes with an approval
    const none: unknown = event.data.error;
    expect([title, note, none]).toEqual(['Früh 🥨', 'Lovely.', undefined]);
  });

  test('takes any of several secrets and of several signatures, as a rotation needs', async () => {
    const old = `whsec_${randomBytes(32).toString('base64')}`;
    const both = `${sign({ secret: old })['webhook-signature']} v1a,unknown ${sign()['webhook-signature']}`;
    await verifyWebhook({ secret, headers: { ...sign(), 'webhook-signature': both }, body });
    await verifyWebhook({ secret: [old, secret], headers: sign(), body });
  });

  test.each([
    ['a changed body', sign(), `${body} `],
    ['another secret', sign({ secret: `whsec_${Buffer.alloc(32).toString('base64')}` }), body],
    ['another id', { ...sign(), 'webhook-id': 'msg_2' }, body],
    ['an old time', sign({ at: now() - 301 }), body],
    ['a future time', sign({ at: now() + 301 }), body],
    ['a time that is none', { ...sign(), 'webhook-timestamp': 'NaN' }, body],
    ['no signature', { ...sign(), 'webhook-signature': '' }, body],
    ['a signature that is none', { ...sign(), 'webhook-signature': 'v1,%%% v1, v1' }, body],
    ['another version', { ...sign(), 'webhook-signature': sign()['webhook-signature'].replace('v1', 'v2') }, body],
  ])('refuses %s', async (_what, headers, sent) => {
    await expect(verifyWebhook({ secret, headers, body: sent })).rejects.toThrow(
      expect.objectContaining({ name: 'WebhookVerificationError' }),
    );
  });
});
