import type { Brief, PipelineRequest } from '@bom/domain';
import type { Tx } from '../client.ts';
import { createFilmJob, createVideoForBrief } from '../films/create-film-job.ts';
import type { Job, Prisma } from '../generated/client.ts';
import { addNotices, announceEvent } from '../notices/notices.ts';
import { announceQuotaExceeded, lockClient, QuotaExceededError, readQuota, recordQuotaUse } from './quota.ts';
import type { ClientWithPackage } from './quota.ts';

/** What a form or a flow tells of a client and the video that they want. */
export interface Intake {
  email: string;
  brief: Brief;
  /** Fills the gaps of what is known of the client's brand. */
  brandKit: object;
  /** For a client that is new; a package that does not exist counts as none. */
  packageId: string | null;
  formats: PipelineRequest['formats'];
}

/** Without a job: over quota. */
export interface AcceptedIntake {
  clientId: string;
  job: Job | null;
}

interface Arrival {
  intake: Intake;
  /** Of the stored event that the intake came in. */
  eventId: string;
  requestId: string;
  callbackUrl?: string | undefined;
  metadata?: Prisma.InputJsonObject | undefined;
}

/**
 * The one way in, whichever door an intake comes by: finds or creates the client, reserves quota, creates the video and its
 * job, in the caller's transaction. Over quota `job` is null: there is one polite mail, and the event for whoever listens.
 */
export async function acceptIntake(tx: Tx, arrival: Arrival): Promise<AcceptedIntake> {
  const { intake, eventId, ...origin } = arrival;
  const client = await openClient(tx, intake);
  const clientId = client.id;
  const quota = await readQuota(tx, client, new Date());
  if (quota.used >= quota.limit) {
    await declineIntake(tx, { client, limit: quota.limit, eventId });
    return { clientId, job: null };
  }
  const video = await createVideoForBrief(tx, { clientId, brief: intake.brief, title: titleOf(intake.brief) });
  await recordQuotaUse(tx, { clientId, videoId: video.id, month: quota.month });
  const job = await createFilmJob(tx, {
    ...origin,
    videoId: video.id,
    kind: 'pipeline',
    request: { formats: intake.formats },
    recipe: null,
    actor: 'system',
  });
  return { clientId, job };
}

/** The client of an address, whatever its case, found or created, and locked until the transaction ends. */
async function openClient(tx: Tx, intake: Intake): Promise<ClientWithPackage> {
  const emailKey = intake.email.toLowerCase();
  const [created] = await tx.client.createManyAndReturn({
    data: {
      name: intake.brief.business_name,
      email: intake.email,
      emailKey,
      brandKit: intake.brandKit,
      ...(await wantedPackage(tx, intake.packageId)),
    },
    skipDuplicates: true,
    include: { package: true },
  });
  if (!created) return openKnownClient(tx, { emailKey, brandKit: intake.brandKit });
  const { id, name, packageId } = created;
  await announceEvent(tx, { type: 'client.created', key: id, data: { client_id: id, name, package: packageId } });
  return created;
}

async function wantedPackage(tx: Tx, id: string | null): Promise<{ packageId?: string }> {
  const known = id === null ? null : await tx.package.findUnique({ where: { id } });
  return known ? { packageId: known.id } : {};
}

/** What a later form says of the brand fills gaps only. */
async function openKnownClient(
  tx: Tx,
  { emailKey, brandKit }: { emailKey: string; brandKit: object },
): Promise<ClientWithPackage> {
  const { id } = await tx.client.findUniqueOrThrow({ where: { emailKey }, select: { id: true } });
  await lockClient(tx, id);
  const client = await tx.client.findUniqueOrThrow({ where: { id }, include: { package: true } });
  const known = client.brandKit as Prisma.JsonObject;
  if (Object.keys(brandKit).every((field) => field in known)) return client;
  const data = { brandKit: { ...brandKit, ...known }, version: { increment: 1 } };
  return tx.client.update({ where: { id }, data, include: { package: true } });
}

function titleOf({ business_name: name, topic }: Brief): string {
  return topic ? `${name}: ${topic}`.slice(0, 200).toWellFormed() : name;
}

async function declineIntake(
  tx: Tx,
  { client, limit, eventId }: { client: ClientWithPackage; limit: number; eventId: string },
): Promise<void> {
  const exceeded = new QuotaExceededError({ client, limit, videoId: null });
  const { video_id: _none, ...data } = exceeded.facts;
  const dedupeKey = `email/quota-exceeded/${eventId}`;
  await addNotices(tx, [{ channel: 'email', template: 'quota-exceeded', recipient: client.email, dedupeKey, data }]);
  await announceQuotaExceeded(tx, exceeded, eventId);
}
