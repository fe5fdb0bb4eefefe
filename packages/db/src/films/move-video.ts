import type { EventData, EventType } from '@bom/contracts';
import { assertVideoTransition } from '@bom/domain';
import type { VideoStatus } from '@bom/domain';
import type { Tx } from '../client.ts';
import type { Prisma, VideoEvent } from '../generated/client.ts';
import { videoFacts } from '../notices/event-facts.ts';
import { announceEvent } from '../notices/notices.ts';
import type { VideoWithClient } from './lock-video.ts';

type AnnouncedType = Extract<EventType, `video.${string}`>;
/** What an event carries beside what all of a video do. */
type Details<Type> = Type extends AnnouncedType
  ? Omit<EventData<Type>, keyof ReturnType<typeof videoFacts> | 'revision'>
  : Record<string, never>;

interface VideoMove<Type> {
  /** Locked by the transaction. */
  video: VideoWithClient;
  to: VideoStatus;
  /** Passed on the way in no time; both steps must be legal. */
  through?: VideoStatus;
  type: Type;
  details: Details<Type>;
  /** That the event is about, where it is not the video's own. */
  revision?: number;
  actor: string;
  /** What else changes on the video. */
  change?: Omit<Prisma.VideoUpdateInput, 'status' | 'version'>;
}

export interface MovedVideo {
  video: VideoWithClient;
  event: VideoEvent;
}

/**
 * The only writer of a video's status: asserts the transition, raises the version, records what happened and announces it,
 * in the caller's transaction.
 *
 * @throws PermanentError `illegal_transition`, naming both states
 */
export async function moveVideo<Type extends AnnouncedType | 'video.archived'>(
  tx: Tx,
  move: VideoMove<Type>,
): Promise<MovedVideo> {
  const { to, through, type, actor, details, change = {} } = move;
  if (through) assertVideoTransition(move.video.status, through);
  assertVideoTransition(through ?? move.video.status, to);
  const video = await tx.video.update({
    where: { id: move.video.id },
    data: { ...change, status: to, version: { increment: 1 } },
    include: { client: true },
  });
  const revision = move.revision ?? video.revision;
  const data = { revision, ...details };
  const event = await tx.videoEvent.create({ data: { videoId: video.id, type, actor, data } });
  await announceMove(tx, { video, event, data });
  return { video, event };
}

/** Endpoints are told of all moves but the one into the archive. */
async function announceMove(tx: Tx, { video, event, data }: MovedVideo & { data: object }): Promise<void> {
  if (event.type === 'video.archived') return;
  const type = event.type as AnnouncedType;
  const facts = { ...videoFacts(video), ...data } as EventData<AnnouncedType>;
  await announceEvent(tx, { type, key: event.id, data: facts });
}
