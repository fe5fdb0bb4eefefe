import type { z } from 'zod';
import type { AssetAnswer } from '../assets.ts';
import type { ClientAnswer } from '../clients.ts';
import type { InvoiceAnswer } from '../invoices.ts';
import type { ProjectAnswer } from '../projects.ts';
import type { ReceivedEventAnswer } from '../received-events.ts';
import type { UsageAnswer } from '../usage.ts';
import type { WebhookDeliveryAnswer, WebhookEndpointAnswer } from '../webhook-endpoints.ts';
import { script } from './example-bodies.ts';
import { exampleEvents } from './example-events.ts';
import { accepted, at, dated, file, job, link, plan, revision, video } from './example-films.ts';
import { ids } from './example-ids.ts';

const client: ClientAnswer = {
  id: ids.client,
  name: 'North Bakery',
  email: 'ann@bakery.example',
  package: 'growth',
  brand_kit: { colors: { primary: '#7A3E12' }, captions: { style: 'karaoke' } },
  ...dated,
};

const project: ProjectAnswer = {
  id: ids.project,
  client_id: ids.client,
  name: 'Spring campaign',
  status: 'active',
  ...dated,
};

const asset: AssetAnswer = {
  id: ids.asset,
  url: `asset:${ids.asset}`,
  kind: 'image',
  mime_type: 'image/jpeg',
  bytes: 482_113,
  sha256: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
  width: 1600,
  height: 1067,
};

const invoice: InvoiceAnswer = {
  id: ids.invoice,
  client_id: ids.client,
  stripe_invoice_id: 'in_1Q8Zk2LkdIwHu7ix',
  number: null,
  status: 'draft',
  currency: 'usd',
  total_cents: 49_900,
  paid_cents: 0,
  period_start: '2026-11-01T00:00:00.000Z',
  period_end: '2026-12-01T00:00:00.000Z',
  due_at: null,
  lines: [{ kind: 'plan', description: 'Growth, November 2026', amount_cents: 49_900, video_id: null }],
  hosted_url: null,
  pdf_url: null,
  ...dated,
};

const endpoint: WebhookEndpointAnswer = {
  id: ids.endpoint,
  url: 'https://n8n.example/webhook/bom',
  events: ['video.draft_ready', 'video.approved'],
  description: 'n8n',
  secret_header: { name: 'X-Bom-Secret' },
  disabled: false,
  disabled_at: null,
  disabled_reason: null,
  failing_since: null,
  previous_secret_until: null,
  ...dated,
};
const delivery: WebhookDeliveryAnswer = {
  id: ids.event,
  endpoint_id: ids.endpoint,
  event: 'video.approved',
  status: 'sent',
  data: exampleEvents['video.approved'],
  next_attempt_at: null,
  error: null,
  attempts: [{ status: 200, error: null, response: 'ok', duration_ms: 84, created_at: at }],
  created_at: at,
  sent_at: at,
};

const received: ReceivedEventAnswer = {
  id: ids.event,
  source: 'n8n',
  external_id: '231-0',
  type: 'video.published',
  status: 'handled',
  answer: { received: true, handled: true, video_id: ids.video },
  error: null,
  bytes: 96,
  created_at: at,
  handled_at: at,
};

const amounts = {
  calls: 9,
  failed_calls: 0,
  units: { images: 4, characters: 412 },
  input_tokens: 2140,
  output_tokens: 611,
  seconds: 38.2,
  cost_cents: 41.25,
};
const usage: UsageAnswer = {
  from: '2026-11-01T00:00:00.000Z',
  to: at,
  group_by: 'day',
  data: [{ key: '2026-11-28', label: null, ...amounts, plan: null }],
  totals: amounts,
  plan: null,
};

const apiKey = {
  id: '1f0c9a7be2d4',
  name: 'engine',
  scopes: ['videos:write', 'assembly:write', 'assembly:read'],
  created_by: 'staff:ann@studio.example',
  created_at: at,
  expires_at: null,
  revoked_at: null,
  last_used_at: null,
};

/** An answer of each schema that operations answer with, by its name. */
export const exampleAnswers: Record<string, object> = {
  ApiKey: apiKey,
  AssetWithLink: { ...asset, download_url: link('media/oven.jpg') },
  Asset: asset,
  Caller: { role: 'client', id: `client:${ids.client}`, email: client.email, client, scopes: [] },
  Client: client,
  DeadLetter: {
    id: ids.event,
    subject: 'job',
    subject_id: ids.job,
    queue: 'assembly',
    step: 'fetching',
    error_class: 'PermanentError',
    code: 'media_corrupt',
    detail: 'https://images.example/oven.jpg can not be decoded; give another picture.',
    retried_at: null,
    created_at: at,
  },
  Invoice: invoice,
  JobAccepted: accepted,
  JobStatus: job,
  MagicLinkSent: { message: 'Magic link sent' },
  N8nAnswer: { received: true, handled: true, video_id: ids.video },
  NewApiKey: { ...apiKey, key: 'bom_1f0c9a7be2d4_5w8Q0rT2yU4iO6pA8sD0fG2hJ4kL6zX8' },
  Preview: {
    status: 'ready',
    revision: 2,
    film: { ...file, url: link('previews/vertical.mp4'), width: 480, height: 854 },
  },
  PreviewPending: { status: 'rendering', revision: 2 },
  Project: project,
  ProjectWithVideos: { ...project, videos: [video] },
  Quota: {
    limit: 8,
    used: 3,
    remaining: 5,
    period_start: '2026-11-01T00:00:00.000Z',
    period_end: '2026-12-01T00:00:00.000Z',
    override: null,
  },
  ReceivedEvent: received,
  ReceivedEventDetail: { ...received, body: { event: 'video.published', data: { video_id: ids.video } } },
  Revision: revision,
  RevisionAccepted: { ...plan, ...accepted, revision: 2 },
  RevisionPlan: plan,
  ScriptGeneration: {
    script,
    usage: {
      provider: 'anthropic',
      model: 'claude-sonnet-5-5',
      input_tokens: 612,
      output_tokens: 288,
      cost_cents: 0.62,
    },
    warnings: [],
  },
  Session: {
    access_token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjbGllbnQifQ.c2lnbmF0dXJl',
    token_type: 'Bearer',
    expires_in: 900,
    refresh_token: 'Zf3mT0sVd1o5q8lQm9c2w7x4y6z8A0bC2dE4fG6hI8k',
    client,
    role: 'client',
  },
  StripeAnswer: { received: true },
  TallyAnswer: {
    status: 'accepted',
    message: 'The film is being made.',
    client_id: ids.client,
    video_id: ids.video,
    job_id: ids.job,
  },
  TallyMapping: { form_id: 'w7Xk2p', fields: { q_kR4: 'business_name', 'Your address': 'email' }, updated_at: at },
  Usage: usage,
  Video: video,
  VideoEvent: {
    id: ids.event,
    type: 'video.approved',
    actor: `client:${ids.client}`,
    data: { revision: 1, note: 'Lovely.', scenes: [] },
    created_at: at,
  },
  WebhookDelivery: delivery,
  WebhookEndpoint: endpoint,
  WebhookEndpointWithSecret: { ...endpoint, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
};

/** An example of an answer; a list has one item. */
export function exampleAnswer(schema: z.ZodType): object | undefined {
  const name = schema.meta()?.id ?? '';
  if (!name.endsWith('List')) return exampleAnswers[name];
  const item = exampleAnswers[name.slice(0, -'List'.length)];
  return item && { data: [item], next_cursor: null };
}
