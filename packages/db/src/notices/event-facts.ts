import type { EventData } from '@bom/contracts';
import type { Invoice, Job, Video } from '../generated/client.ts';

type VideoFacts = Omit<EventData<'video.delivered'>, 'revision'>;
type NamedVideo = Pick<Video, 'id' | 'clientId' | 'projectId' | 'title' | 'status'>;

/** What every `video.*` event carries, beside the revision that it is about. */
export function videoFacts({ id, clientId, projectId, title, status }: NamedVideo): VideoFacts {
  return { video_id: id, client_id: clientId, project_id: projectId, title, status };
}

/** What every `job.*` event carries. */
export function jobFacts(job: Job, { clientId, title }: Pick<Video, 'clientId' | 'title'>): EventData<'job.complete'> {
  return {
    job_id: job.id,
    video_id: job.videoId,
    client_id: clientId,
    kind: job.kind,
    title,
    revision: job.revision,
    metadata: job.metadata as Record<string, unknown> | null,
  };
}

/** What every `invoice.*` event carries. */
export function invoiceFacts(invoice: Invoice): EventData<'invoice.paid'> {
  return {
    invoice_id: invoice.id,
    client_id: invoice.clientId,
    stripe_invoice_id: invoice.stripeInvoiceId,
    number: invoice.number,
    status: invoice.status,
    total_cents: invoice.totalCents,
    currency: invoice.currency,
  };
}
