import type { EventData, EventType } from '../events.ts';
import { ids } from './example-ids.ts';

const video = {
  video_id: ids.video,
  client_id: ids.client,
  project_id: ids.project,
  title: 'Bread at four',
  revision: 1,
};

const job = {
  job_id: ids.job,
  video_id: ids.video,
  client_id: ids.client,
  kind: 'pipeline',
  title: 'Bread at four',
  revision: 1,
  metadata: { order: 1042 },
} as const;

const error = {
  code: 'media_corrupt',
  detail: 'https://images.example/oven.jpg can not be decoded; give another picture.',
  stage: 'fetching',
  scene: 0,
  retriable: false,
  attempt: 1,
};

const invoice = {
  invoice_id: ids.invoice,
  client_id: ids.client,
  stripe_invoice_id: 'in_1Q8Zk2LkdIwHu7ix',
  number: 'BOM-0042',
  total_cents: 49_900,
  currency: 'usd',
};

/** What each event carries, for the docs to show. */
export const exampleEvents: { [Type in EventType]: EventData<Type> } = {
  'video.generating': { ...video, status: 'generating', job_id: ids.job },
  'video.draft_ready': { ...video, status: 'draft', job_id: ids.job, restored_from: null },
  'video.review_requested': { ...video, status: 'review', note: 'Here is the first cut.' },
  'video.approved': { ...video, status: 'approved', note: 'Lovely.', scenes: [] },
  'video.rejected': {
    ...video,
    status: 'rejected',
    note: 'Slower, please.',
    scenes: [{ index: 1, note: 'The bread should be darker.' }],
  },
  'video.delivered': { ...video, status: 'delivered' },
  'video.failed': { ...video, status: 'failed', job_id: ids.job, error },
  'job.progress': {
    ...job,
    status: 'processing',
    stage: 'rendering',
    progress: 61,
    segments: { total: 8, done: 4, reused: 0 },
  },
  'job.complete': job,
  'job.failed': { ...job, error },
  'client.created': { client_id: ids.client, name: 'North Bakery', package: 'growth' },
  'quota.exceeded': {
    client_id: ids.client,
    name: 'North Bakery',
    package: 'Growth',
    limit: 8,
    video_id: ids.video,
  },
  'invoice.paid': { ...invoice, status: 'paid' },
  'invoice.payment_failed': { ...invoice, status: 'open', attempt: 2 },
  'webhook.test': { endpoint_id: ids.endpoint, message: 'Bom Studio can reach this endpoint.' },
};
