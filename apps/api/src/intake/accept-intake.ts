import { tallyAnswerSchema } from '@bom/contracts';
import type { TallyAnswer } from '@bom/contracts';
import {
  addNotices,
  announceEvent,
  createVideoForBrief,
  lockClient,
  queuePriority,
  readQuota,
  startFilm,
  takeQuota,
} from '@bom/db';
import type { Client, Db, Job, Package, Prisma, Tx, Video } from '@bom/db';
import type { Intake } from './read-intake.ts';

interface Accepted {
  status: 200 | 202;
  answer: TallyAnswer;
  job: Job | null;
}

/**
 * Takes a stored submission once: client found or created, quota counted and taken, video and job made, answer kept,
 * all in one transaction. Later deliveries get the kept answer.
 *
 * @param read gives the intake's answers; what it throws leaves nothing behind, so that the event can be replayed
 */
export async function acceptIntake(
  db: Db,
  { eventId, requestId, read }: { eventId: string; requestId: string; read: () => Promise<Intake> },
): Promise<Accepted> {
  const intake = (await keptAnswer(db.prisma, eventId)) ?? (await read());
  if ('answer' in intake) return intake;
  return db.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM webhook_events WHERE id = ${eventId}::uuid FOR UPDATE`;
    const kept = await keptAnswer(tx, eventId);
    if (kept) return kept;
    const { clientId, film } = await takeIntake(tx, { intake, eventId, requestId });
    const answer: TallyAnswer = film
      ? {
          status: 'accepted',
          message: 'Video generation started',
          client_id: clientId,
          video_id: film.video.id,
          job_id: film.job.id,
        }
      : { status: 'rejected', reason: 'quota_exceeded', client_id: clientId };
    const status = film ? 'handled' : 'rejected';
    const data = { status, answerCode: 200, answer, error: null, handledAt: new Date() } as const;
    await tx.webhookEvent.update({ where: { id: eventId }, data });
    return { status: film ? 202 : 200, answer, job: film?.job ?? null };
  });
}

export interface IntakeToTake {
  intake: Intake;
  /** Of the stored event that it came in. */
  eventId: string;
  requestId: string;
  callbackUrl?: string | undefined;
  metadata?: Prisma.InputJsonObject | undefined;
}

/**
 * The work of an intake in the caller's transaction: client found or created, quota counted and taken, video and job made.
 * Over quota `film` is null: no job, one polite mail, and the event for whoever listens.
 */
export async function takeIntake(
  tx: Tx,
  taken: IntakeToTake,
): Promise<{ clientId: string; film: { video: Video; job: Job } | null }> {
  const client = await lockOrCreateClient(tx, taken.intake);
  const quota = await readQuota(tx, client, new Date());
  if (quota.used < quota.limit) {
    return { clientId: client.id, film: await makeFilm(tx, { ...taken, client, month: quota.month }) };
  }
  await turnDown(tx, { client, eventId: taken.eventId, limit: quota.limit });
  return { clientId: client.id, film: null };
}

async function keptAnswer(tx: Tx, eventId: string): Promise<Accepted | null> {
  const event = await tx.webhookEvent.findUniqueOrThrow({ where: { id: eventId } });
  if (!event.answer) return null;
  // Parsed, since jsonb keeps no order of keys and a replayed answer should be the same to the byte.
  return { status: 200, answer: tallyAnswerSchema.parse(event.answer), job: null };
}

type ClientWithPackage = Client & { package: Package };

/** Clients are known by their address, whatever its case. What a later form says of the brand fills gaps only. */
async function lockOrCreateClient(tx: Tx, { email, brief, brandKit, packageId }: Intake): Promise<ClientWithPackage> {
  const emailKey = email.toLowerCase();
  const known = packageId ? await tx.package.findUnique({ where: { id: packageId } }) : null;
  const inserted = await tx.client.createMany({
    data: [{ name: brief.business_name, email, emailKey, brandKit, ...(known ? { packageId: known.id } : {}) }],
    skipDuplicates: true,
  });
  const { id } = await tx.client.findUniqueOrThrow({ where: { emailKey }, select: { id: true } });
  await lockClient(tx, id);
  const client = await tx.client.findUniqueOrThrow({ where: { id }, include: { package: true } });
  if (inserted.count === 1) {
    await announceEvent(tx, {
      type: 'client.created',
      key: client.id,
      data: { client_id: client.id, name: client.name },
    });
    return client;
  }
  const gaps = Object.keys(brandKit).filter((key) => !(key in (client.brandKit as object)));
  if (gaps.length === 0) return client;
  return tx.client.update({
    where: { id },
    data: { brandKit: { ...brandKit, ...(client.brandKit as object) }, version: { increment: 1 } },
    include: { package: true },
  });
}

async function makeFilm(
  tx: Tx,
  {
    client,
    month,
    intake,
    requestId,
    callbackUrl,
    metadata,
  }: IntakeToTake & { client: ClientWithPackage; month: Date },
): Promise<{ video: Video; job: Job }> {
  const { brief } = intake;
  const title = brief.topic ? `${brief.business_name}: ${brief.topic}`.slice(0, 200) : brief.business_name;
  const video = await createVideoForBrief(tx, { clientId: client.id, brief, title });
  await takeQuota(tx, { clientId: client.id, videoId: video.id, month });
  const job = await startFilm(tx, {
    video,
    kind: 'pipeline',
    request: { formats: intake.formats },
    recipe: null,
    priority: await queuePriority(tx, client),
    actor: 'system',
    requestId,
    callbackUrl,
    metadata,
  });
  return { video, job };
}

async function turnDown(
  tx: Tx,
  { client, eventId, limit }: { client: ClientWithPackage; eventId: string; limit: number },
): Promise<void> {
  const data: Prisma.InputJsonObject = { client_id: client.id, name: client.name, limit, package: client.package.name };
  await addNotices(tx, [
    {
      channel: 'email',
      template: 'quota-exceeded',
      recipient: client.email,
      dedupeKey: `email/quota-exceeded/${eventId}`,
      data,
    },
  ]);
  await announceEvent(tx, { type: 'quota.exceeded', key: eventId, data });
}
