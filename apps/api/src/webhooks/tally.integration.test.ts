import { createHmac, randomUUID } from 'node:crypto';
import request from 'supertest';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.stop());

interface Answers {
  [label: string]: unknown;
}

const bakery: Answers = {
  'Business name': 'Bäckerei „Früh & Spät“ 100%: <best>\n🥨',
  'What do you sell?': 'Sourdough bread',
  'Who is your target customer?': 'Early commuters',
  'What makes you different?': 'We bake at 4 in the morning',
  'Tone of voice': 'playful',
};

function submission(answers: Answers, id: string = randomUUID(), extra: object[] = []): string {
  const fields = Object.entries(answers).map(([label, value], index) => ({
    key: `question_${index}`,
    label,
    type: label === 'E-mail' ? 'INPUT_EMAIL' : 'INPUT_TEXT',
    value,
  }));
  return JSON.stringify({
    eventId: randomUUID(),
    eventType: 'FORM_RESPONSE',
    data: { submissionId: id, responseId: id, formId: 'form1', fields: [...fields, ...extra] },
  });
}

function post(body: string, secret = 'tally-secret') {
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  return request(api.app)
    .post('/api/webhooks/tally')
    .set('content-type', 'application/json')
    .set('tally-signature', signature)
    .send(body);
}

const newEmail = () => `${randomUUID()}@client.example`;

describe('POST /api/webhooks/tally', () => {
  test('turns a submission into a client, a generating video and a queued job', async () => {
    const email = newEmail();
    const answer = await post(submission({ ...bakery, 'E-mail': email }));
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ status: 'accepted', message: 'Video generation started' });
    const { db, queues } = api.deps;
    const job = await db.prisma.job.findUniqueOrThrow({
      where: { id: answer.body.job_id },
      include: { video: { include: { client: true } } },
    });
    expect(job.video).toMatchObject({ id: answer.body.video_id, status: 'generating' });
    expect(job.video.client).toMatchObject({ id: answer.body.client_id, email, packageId: 'kickstart' });
    expect(job.video.brief).toMatchObject({ business_name: 'Bäckerei „Früh & Spät“ 100%: <best> 🥨', tone: 'playful' });
    expect(await queues.isAlive('pipeline.run', `pipeline-${job.id}-1`)).toBe(true);
  });

  test('takes the same submission once however often it comes, and answers every delivery with the same ids', async () => {
    const email = newEmail();
    const body = submission({ ...bakery, 'E-mail': email });
    const answers = await Promise.all(Array.from({ length: 100 }, () => post(body)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers.filter((answer) => answer.status === 202)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(99);
    const { db } = api.deps;
    const client = await db.prisma.client.findUniqueOrThrow({ where: { emailKey: email }, include: { videos: true } });
    expect(client.videos).toHaveLength(1);
    expect(await db.prisma.job.count({ where: { video: { clientId: client.id } } })).toBe(1);
    expect(await db.prisma.quotaUse.count({ where: { clientId: client.id } })).toBe(1);
  });

  test('turns a submission over the quota down with one mail and no job', async () => {
    const email = newEmail();
    for (let index = 0; index < 4; index += 1) await post(submission({ ...bakery, 'E-mail': email }));
    const body = submission({ ...bakery, 'E-mail': email });
    const first = await post(body);
    const again = await post(body);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ status: 'rejected', reason: 'quota_exceeded' });
    expect(again.body).toEqual(first.body);
    const { db } = api.deps;
    expect(await db.prisma.notice.count({ where: { template: 'quota-exceeded', recipient: email } })).toBe(1);
    expect(await db.prisma.job.count({ where: { video: { clientId: first.body.client_id } } })).toBe(4);
  });

  test('gives the last place of a quota to one of two submissions that race for it', async () => {
    const email = newEmail();
    for (let index = 0; index < 3; index += 1) await post(submission({ ...bakery, 'E-mail': email }));
    const racing = await Promise.all([1, 2].map(() => post(submission({ ...bakery, 'E-mail': email }))));
    expect(racing.map((answer) => answer.body.status as string).sort()).toEqual(['accepted', 'rejected']);
  });

  test('knows a client by the address whatever its case', async () => {
    const email = newEmail();
    const one = await post(submission({ ...bakery, 'E-mail': email }));
    const two = await post(submission({ ...bakery, 'E-mail': email.toUpperCase() }));
    expect(two.body.client_id).toBe(one.body.client_id);
  });

  test('fills gaps in what is known of a brand as a new version of its client, and changes nothing else of it', async () => {
    const email = newEmail();
    const { 'Tone of voice': _tone, ...toneless } = bakery;
    const { body } = await post(submission({ ...toneless, 'E-mail': email }));
    const client = () => api.deps.db.prisma.client.findUniqueOrThrow({ where: { id: body.client_id } });
    expect(await client()).toMatchObject({ version: 1 });
    await post(submission({ ...bakery, 'E-mail': email }));
    expect(await client()).toMatchObject({ version: 2, brandKit: { tone: 'playful' } });
    await post(submission({ ...bakery, 'Tone of voice': 'dry', 'E-mail': email }));
    expect(await client()).toMatchObject({ version: 2, brandKit: { tone: 'playful' } });
  });

  test('refuses a wrong signature and stores nothing', async () => {
    const id = randomUUID();
    const answer = await post(submission({ ...bakery, 'E-mail': newEmail() }, id), 'another-secret');
    expect(answer.status).toBe(401);
    expect(answer.type).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'invalid_signature' });
    expect(await api.deps.db.prisma.webhookEvent.count({ where: { externalId: id } })).toBe(0);
  });

  test('names every missing question, keeps the submission, and takes it when it comes complete', async () => {
    const id = randomUUID();
    const { 'What do you sell?': _left, ...rest } = bakery;
    const answer = await post(submission({ ...rest, 'What makes you different?': null, 'E-mail': newEmail() }, id));
    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe('missing_answers');
    expect(answer.body.detail).toContain('"What do you sell?"');
    expect(answer.body.errors).toContainEqual({
      path: 'differentiator',
      message: '"What makes you different?" is not answered',
    });
    const event = await api.deps.db.prisma.webhookEvent.findFirstOrThrow({ where: { externalId: id } });
    expect(event).toMatchObject({ status: 'failed' });
    expect((await post(submission({ ...bakery, 'E-mail': newEmail() }, id))).status).toBe(202);
  });

  test('takes a submission that failed when it is replayed with the mapping put right, once', async () => {
    const { 'What do you sell?': sold, ...rest } = bakery;
    const id = randomUUID();
    const odd = submission({ ...rest, Wares: sold, 'E-mail': newEmail() }, id);
    expect((await post(odd)).status).toBe(422);
    const { prisma } = api.deps.db;
    const event = await prisma.webhookEvent.findFirstOrThrow({ where: { externalId: id } });
    const replay = () => request(api.app).post(`/api/webhooks/events/${event.id}/replay`).set(api.staff);
    expect((await replay()).status).toBe(422);
    expect(await prisma.deadLetter.count({ where: { jobId: event.id } })).toBe(1);
    await request(api.app)
      .put('/api/webhooks/tally/mappings/form1')
      .set(api.staff)
      .send({ fields: { Wares: 'what_they_sell' } });
    const [one, two] = [await replay(), await replay()];
    expect(one.body).toMatchObject({ status: 'handled', type: 'FORM_RESPONSE', answer: { status: 'accepted' } });
    expect(two.body.answer).toEqual(one.body.answer);
    expect(await prisma.video.count({ where: { clientId: one.body.answer.client_id } })).toBe(1);
    await prisma.tallyMapping.deleteMany();
  });

  test('starts a submission that was over quota when it is replayed after the quota was raised', async () => {
    const email = newEmail();
    for (let index = 0; index < 4; index += 1) await post(submission({ ...bakery, 'E-mail': email }));
    const id = randomUUID();
    await post(submission({ ...bakery, 'E-mail': email }, id));
    const { prisma } = api.deps.db;
    await prisma.client.update({ where: { emailKey: email }, data: { quotaOverride: 9 } });
    const event = await prisma.webhookEvent.findFirstOrThrow({ where: { externalId: id } });
    const replayed = await request(api.app).post(`/api/webhooks/events/${event.id}/replay`).set(api.staff);
    expect(replayed.body).toMatchObject({ status: 'handled', answer: { status: 'accepted' } });
  });

  test('resolves chosen options to their words and names an option that the form does not list', async () => {
    const choice = (value: string[]) => ({
      key: 'question_language',
      label: 'Language',
      type: 'DROPDOWN',
      value,
      options: [
        { id: 'o1', text: 'Nederlands' },
        { id: 'o2', text: 'German' },
      ],
    });
    const answers = () => ({ ...bakery, 'E-mail': newEmail() });
    const dutch = await post(submission(answers(), randomUUID(), [choice(['o1'])]));
    const video = await api.deps.db.prisma.video.findUniqueOrThrow({ where: { id: dutch.body.video_id } });
    expect(video.language).toBe('nl');
    const unknown = await post(submission(answers(), randomUUID(), [choice(['o9'])]));
    expect(unknown.status).toBe(422);
    expect(unknown.body.detail).toContain('"o9"');
  });

  test('answers hostile bodies with a clear 4xx', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    for (const body of ['', '{', 'null', '[]', '{"eventType":"FORM_RESPONSE"}', deep, '"\\u0000"']) {
      const answer = await post(body);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
    const nul = await post(submission({ ...bakery, 'Business name': 'A\u0000B', 'E-mail': newEmail() }));
    expect(nul.status).toBeLessThan(500);
  });

  test('still accepts while Redis hangs, and leaves the job for the sweep', async () => {
    const lonely = await startApi();
    await lonely.deps.queues.check();
    lonely.redis.freeze();
    const body = submission({ ...bakery, 'E-mail': newEmail() });
    const signature = createHmac('sha256', 'tally-secret').update(body).digest('base64');
    const answer = await request(lonely.app).post('/api/webhooks/tally').set('tally-signature', signature).send(body);
    expect(answer.status).toBe(202);
    lonely.redis.thaw();
    await lonely.stop();
  });
});
