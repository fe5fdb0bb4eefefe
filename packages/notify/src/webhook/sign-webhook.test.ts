import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { signWebhook } from './sign-webhook.ts';
import { webhookRetryDelayMs, webhookRetryScheduleMs } from './webhook-retry.ts';

const makeSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const body = JSON.stringify({ type: 'video.approved', data: { title: 'Café 👩‍👩‍👧' } });

describe('signWebhook', () => {
  test('is accepted by the verifier of Standard Webhooks', () => {
    const secret = makeSecret();
    const headers = signWebhook({ secrets: [secret], id: 'msg-1', timestamp: new Date(), body });
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow('No matching signature');
    expect(() => new Webhook(makeSecret()).verify(body, headers)).toThrow('No matching signature');
  });

  test('makes the signature that the specification gives as its example', () => {
    const headers = signWebhook({
      secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: new Date(1_614_265_330_000),
      body: '{"test": 2432232314}',
    });
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  test('signs with both secrets while one replaces the other', () => {
    const secrets = [makeSecret(), makeSecret()];
    const headers = signWebhook({ secrets, id: 'msg-1', timestamp: new Date(), body });
    for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toBeDefined();
  });

  test('leaves the signature out where there is no secret', () => {
    const headers = signWebhook({ secrets: [], id: 'msg-1', timestamp: new Date(1999), body });
    expect(headers).toEqual({ 'webhook-id': 'msg-1', 'webhook-timestamp': '1' });
  });

  test.each(['', 'whsec_', 'whsec_not base64!', 'whsec_abc', 'whsec_ab=='.repeat(2)])(
    'refuses the secret "%s"',
    (secret) => {
      expect(() => signWebhook({ secrets: [secret], id: 'm', timestamp: new Date(), body })).toThrow(
        expect.objectContaining({ code: 'webhook_secret_invalid', retriable: false }),
      );
    },
  );

  test.each(['', 'a.b', 'a\r\nx: y'])('refuses the id "%s"', (id) => {
    expect(() => signWebhook({ secrets: [], id, timestamp: new Date(), body })).toThrow(
      expect.objectContaining({ code: 'webhook_id_invalid' }),
    );
  });
});

describe('webhookRetryDelayMs', () => {
  test('waits as scheduled and up to a tenth longer', () => {
    for (const [attempt, delayMs] of webhookRetryScheduleMs.entries()) {
      const waits = Array.from({ length: 50 }, () => webhookRetryDelayMs(attempt));
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(delayMs);
      expect(Math.max(...waits)).toBeLessThanOrEqual(delayMs * 1.1 + 1);
    }
  });

  test('gives ten tries in 75 hours and a half, and stays at the longest wait after that', () => {
    expect(webhookRetryScheduleMs).toHaveLength(10);
    expect(webhookRetryScheduleMs.reduce((sum, ms) => sum + ms, 0)).toBe((75 * 60 + 35) * 60_000 + 5000);
    expect(webhookRetryDelayMs(99)).toBeGreaterThanOrEqual(24 * 3_600_000);
  });
});
