import { createBomClient } from '@bom/client';
import type { BomClient } from '@bom/client';
import { findFreePort } from '@bom/embedded';
import { startDouble, waitFor } from '@bom/testing';
import type { Double } from '@bom/testing';
import { apiKey, startStack } from '../stack/start-stack.ts';
import type { Stack } from '../stack/start-stack.ts';
import { forManyBriefs, readWorkflow } from './read-workflow.ts';
import type { Places, Workflow } from './read-workflow.ts';
import { startN8n } from './start-n8n.ts';
import type { Execution, N8n } from './start-n8n.ts';

const webhookSecret = 'n8n-secret-of-the-workflows';
const ownHeader = { name: 'X-Bom-Secret', value: 'open sesame' };

let slack: Double;
let stack: Stack;
let staff: BomClient;
let n8n: N8n;
let n8nUrl: string;
let workflows: ReturnType<typeof readWorkflows>;
let endpoints: { events: string; failures: string };

/** As the page leads its readers: the studio's side, an endpoint for each workflow that takes events, then n8n's. */
beforeAll(async () => {
  slack = await startDouble(() => ({ body: 'ok' }));
  const port = await findFreePort();
  n8nUrl = `http://127.0.0.1:${port}`;
  stack = await startStack({
    N8N_WEBHOOK_SECRET: webhookSecret,
    FETCH_ALLOW_PRIVATE: `127.0.0.1:${port}`,
    ENCODER_PROFILE: 'preview',
  });
  staff = createBomClient({ baseUrl: stack.url, token: apiKey });
  const verified = await addEndpoint({ url: `${n8nUrl}/webhook/bom-events`, events: ['video.draft_ready'] });
  const failures = {
    url: `${n8nUrl}/webhook/bom-failures`,
    events: ['video.failed' as const],
    secret_header: ownHeader,
  };
  endpoints = { events: verified.id, failures: (await addEndpoint(failures)).id };
  workflows = readWorkflows({ studioUrl: stack.url, slackUrl: slack.url, signingSecret: verified.secret });
  n8n = await startN8n({ port, workflows: Object.values(workflows), credentials });
});

afterAll(async () => {
  const executions = await n8n.executions();
  await n8n.stop();
  await stack.stop();
  await slack.close();
  process.stdout.write(`\n${tableOf(executions)}\n`);
});

const credentials = [
  headerAuth('bomStudioSecret1', { name: 'X-Webhook-Secret', value: webhookSecret }),
  headerAuth('bomStudioHeader1', ownHeader),
  { id: 'bomStudioApiKey1', name: 'bomStudioApiKey1', type: 'httpBearerAuth', data: { token: apiKey } },
];

function headerAuth(id: string, data: { name: string; value: string }) {
  return { id, name: id, type: 'httpHeaderAuth', data };
}

function readWorkflows(places: Places) {
  const form = readWorkflow('form-to-film.json', places);
  return {
    form,
    briefs: forManyBriefs(form),
    callback: readWorkflow('film-with-callback.json', places),
    events: readWorkflow('events-in.json', places),
    failures: readWorkflow('failures-to-slack.json', places),
  };
}

interface NewEndpoint {
  url: string;
  events: ('video.draft_ready' | 'video.failed')[];
  secret_header?: { name: string; value: string };
}

async function addEndpoint(body: NewEndpoint) {
  const { data, error } = await staff.POST('/api/webhook-endpoints', { body });
  if (!data) throw new Error(JSON.stringify(error));
  return data;
}

const answers = (business: string) => ({
  'E-mail': `${business.toLowerCase()}@client.example`,
  'Business name': business,
  'What do you sell?': 'Sourdough bread',
  'Who is your customer?': 'Early commuters',
  'What makes you different?': 'Baked at four in the morning',
  Topic: '',
});

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${n8nUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const executionsOf = async ({ name }: Workflow) => (await n8n.executions()).filter(({ workflow }) => workflow === name);

/** Waits until all runs of a workflow have ended, and there are so many. */
async function ended(workflow: Workflow, count = 1): Promise<Execution[]> {
  return waitFor(async () => {
    const runs = await executionsOf(workflow);
    return runs.length >= count && runs.every(({ ended: end, status }) => end && status !== 'waiting') ? runs : null;
  });
}

/** What the studio answered to each item of a run. */
async function startedBy({ id }: Execution) {
  const where = { source: 'n8n', externalId: { startsWith: `${id}-` }, status: 'handled' as const };
  const rows = await stack.db.prisma.webhookEvent.findMany({ where, orderBy: { externalId: 'asc' } });
  return rows.map(({ externalId, answer }) => ({ externalId, ...(answer as { video_id: string; job_id: string }) }));
}

const videoOf = (id: string) => stack.db.prisma.video.findUniqueOrThrow({ where: { id } });

test('a form becomes a film, and the workflow fetches it', async () => {
  const form = new FormData();
  for (const [index, answer] of Object.values(answers('Bakery')).entries()) form.append(`field-${index}`, answer);
  const shown = await fetch(`${n8nUrl}/form/bom-film`, { method: 'POST', body: form });
  expect([shown.status, await shown.text()]).toEqual([200, expect.anything()]);
  const [run] = await ended(workflows.form);
  expect(run?.status).toBe('success');
  const films = await startedBy(run as Execution);
  expect(films).toHaveLength(1);
  expect((await videoOf(films[0]?.video_id ?? '')).status).toBe('draft');
});

test('three briefs of one run are three films', async () => {
  const briefs = ['Grocer', 'Barber', 'Florist'].map(answers);
  expect((await post('/webhook/bom-briefs', { briefs })).status).toBe(200);
  const films = await waitFor(async () => {
    const [run] = await executionsOf(workflows.briefs);
    const started = run ? await startedBy(run) : [];
    return started.length === 3 ? started : null;
  });
  expect(films.map(({ externalId }) => externalId.split('-').slice(1).join('-'))).toEqual([
    '0-start',
    '1-start',
    '2-start',
  ]);
  expect(new Set(films.map(({ video_id: id }) => id)).size).toBe(3);
  // That they are begun is enough: another test makes one.
  for (const { job_id: id } of films) await stack.call(`/api/assembly/${id}/cancel`, { method: 'POST' });
  expect(await ended(workflows.briefs)).toEqual([expect.objectContaining({ status: 'error' })]);
});

test('a run that waits is woken by the film that it asked for', async () => {
  const project = await stack.db.prisma.project.findFirstOrThrow();
  const script = { hook: 'Hungry?', scenes: [{ narration: 'Bread at four.', visual: 'an oven' }], cta: 'Come by.' };
  const { data: video } = await staff.POST('/api/videos', {
    params: { header: { 'Idempotency-Key': crypto.randomUUID() } },
    body: { project_id: project.id, title: 'Bread at four', script },
  });
  const asked = { video_id: video?.id };
  expect((await post('/webhook/bom-make-film', asked)).status).toBe(403);
  const started = await post('/webhook/bom-make-film', asked, { [ownHeader.name]: ownHeader.value });
  expect(started.status).toBe(200);
  await waitFor(async () => (await executionsOf(workflows.callback)).some(({ status }) => status === 'waiting'));
  expect(await ended(workflows.callback)).toEqual([expect.objectContaining({ status: 'success' })]);
  expect((await videoOf(video?.id ?? '')).status).toBe('draft');
});

test('an event that the studio signed is taken, and a forged one is refused', async () => {
  const { data } = await staff.GET('/api/webhook-endpoints/{id}/deliveries', byId(endpoints.events));
  expect(data?.data.length).toBeGreaterThanOrEqual(2);
  const took = await delivered(endpoints.events);
  expect(took.map(({ attempts }) => attempts[0]?.status)).toEqual(took.map(() => 204));
  const forged = await post(
    '/webhook/bom-events',
    { type: 'video.approved' },
    {
      'webhook-id': 'forged',
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
    },
  );
  expect(forged.status).toBe(401);
});

test('failures are told in Slack, by deliveries that carry the secret header', async () => {
  expect((await post('/webhook/bom-failures', { type: 'video.failed', data: {} })).status).toBe(403);
  const told = await waitFor(() => (slack.requests.length >= 3 ? slack.requests : null));
  const texts = told.map(({ body }) => (JSON.parse(body.toString('utf8')) as { text: string }).text);
  expect(texts.sort()).toEqual(
    texts.map(() => expect.stringMatching(/^video\.failed: .*cancel.* \(video [0-9a-f-]{36}\)$/)),
  );
  expect(await delivered(endpoints.failures)).toHaveLength(3);
});

const byId = (id: string) => ({ params: { path: { id } } });

/** The deliveries to an endpoint, when all have been taken. */
async function delivered(endpoint: string) {
  return waitFor(async () => {
    const { data } = await staff.GET('/api/webhook-endpoints/{id}/deliveries', byId(endpoint));
    return data?.data.every(({ status }) => status === 'sent') ? data.data : null;
  });
}

function tableOf(executions: Execution[]): string {
  const rows = executions.map(({ id, workflow, status, started, ended: end }) => {
    const seconds = started && end ? ((end.getTime() - started.getTime()) / 1000).toFixed(1) : '';
    return `| ${id} | ${workflow} | ${status} | ${seconds} |`;
  });
  return ['| execution | workflow | status | seconds |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
