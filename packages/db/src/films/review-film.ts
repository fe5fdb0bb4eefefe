import { assertVideoTransition } from '@bom/domain';
import type { VideoStatus } from '@bom/domain';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import type { Video, VideoEvent } from '../generated/client.ts';
import { videoFacts } from '../notices/event-facts.ts';
import { addNotices, announceEvent } from '../notices/notices.ts';
import type { NewNotice } from '../notices/notices.ts';
import { tellStaff } from '../notices/tell-staff.ts';
import type { StaffAudience } from '../work/endings.ts';
import type { VideoWithClient } from './lock-video.ts';

/** A step that a person takes. `video` is locked by the transaction. */
interface Step {
  video: VideoWithClient;
  actor: string;
}

/** What is asked of a scene; `index` counts the script's scenes from 0. */
export interface SceneNote {
  index: number;
  note: string;
}

/**
 * `draft` -> `review`: from now on the client sees this revision, and is mailed where.
 *
 * All of these throw PermanentError `illegal_transition`, naming both states.
 */
export async function submitFilm(tx: Tx, { video, actor, note }: Step & { note: string | null }): Promise<Video> {
  const { revision } = video;
  const moved = await moveFilm(tx, {
    step: { video, actor },
    to: 'review',
    event: 'video.review_requested',
    data: { revision, note },
    change: { reviewRevision: revision, review: Prisma.DbNull },
  });
  const data = { ...videoFacts(moved.video), revision, note };
  await announceEvent(tx, { type: 'video.review_requested', key: moved.event.id, data });
  await addNotices(tx, [mailClient(moved, 'ready-for-review', { note })]);
  return moved.video;
}

/** `review` -> `approved`; staff are told. */
export async function approveFilm(
  tx: Tx,
  { video, actor, staff, note }: Step & { staff: StaffAudience; note: string | null },
): Promise<Video> {
  return decide(tx, { video, actor, staff, approved: true, note, scenes: [] });
}

/** `review` -> `rejected`, with what should change; staff are told. */
export async function rejectFilm(
  tx: Tx,
  { video, actor, staff, note, scenes }: Step & { staff: StaffAudience; note: string; scenes: SceneNote[] },
): Promise<Video> {
  return decide(tx, { video, actor, staff, approved: false, note, scenes });
}

/** `approved` -> `delivered`; the client is mailed where the files are. */
export async function deliverFilm(tx: Tx, step: Step): Promise<Video> {
  const { revision } = step.video;
  const moved = await moveFilm(tx, { step, to: 'delivered', event: 'video.delivered', data: { revision } });
  const data = { ...videoFacts(moved.video), revision };
  await announceEvent(tx, { type: 'video.delivered', key: moved.event.id, data });
  await addNotices(tx, [mailClient(moved, 'delivered', {})]);
  return moved.video;
}

/** Anything but `generating` -> `archived`. */
export async function archiveFilm(tx: Tx, step: Step): Promise<Video> {
  const moved = await moveFilm(tx, { step, to: 'archived', event: 'video.archived', data: {} });
  return moved.video;
}

interface Decision extends Step {
  staff: StaffAudience;
  approved: boolean;
  note: string | null;
  scenes: SceneNote[];
}

async function decide(tx: Tx, { video, actor, staff, approved, note, scenes }: Decision): Promise<Video> {
  const data = {
    revision: video.reviewRevision ?? video.revision,
    note,
    scenes: scenes.map((scene) => ({ ...scene })),
  };
  const status = approved ? 'approved' : 'rejected';
  const moved = await moveFilm(tx, {
    step: { video, actor },
    to: status,
    event: `video.${status}`,
    data,
    change: { review: { approved, ...data, by: actor, at: new Date().toISOString() } },
  });
  const announced = { ...videoFacts(moved.video), ...data };
  await announceEvent(tx, { type: `video.${status}`, key: moved.event.id, data: announced });
  const told = { video_id: video.id, title: video.title, client: video.client.name, note, scenes: data.scenes };
  await tellStaff(tx, { staff, template: status, key: moved.event.id, data: told });
  return moved.video;
}

interface Move {
  step: Step;
  to: VideoStatus;
  event: string;
  data: Prisma.InputJsonObject;
  change?: Prisma.VideoUpdateInput;
}

interface Moved {
  video: VideoWithClient;
  event: VideoEvent;
}

async function moveFilm(tx: Tx, { step, to, event: type, data, change = {} }: Move): Promise<Moved> {
  const { video, actor } = step;
  assertVideoTransition(video.status, to);
  const moved = await tx.video.update({
    where: { id: video.id },
    data: { ...change, status: to, version: { increment: 1 } },
    include: { client: true },
  });
  const event = await tx.videoEvent.create({ data: { videoId: video.id, type, actor, data } });
  return { video: moved, event };
}

function mailClient({ video, event }: Moved, template: string, more: Prisma.InputJsonObject): NewNotice {
  return {
    channel: 'email',
    template,
    recipient: video.client.email,
    dedupeKey: `email/${template}/${event.id}`,
    data: { video_id: video.id, title: video.title, client: video.client.name, ...more },
  };
}
