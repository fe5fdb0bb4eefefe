import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import type { Video } from '../generated/client.ts';
import { addNotices } from '../notices/notices.ts';
import type { NewNotice } from '../notices/notices.ts';
import { tellStaff } from '../notices/tell-staff.ts';
import type { StaffAudience } from '../notices/tell-staff.ts';
import type { VideoWithClient } from './lock-video.ts';
import { moveVideo } from './move-video.ts';
import type { MovedVideo } from './move-video.ts';

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
  const moved = await moveVideo(tx, {
    video,
    to: 'review',
    type: 'video.review_requested',
    details: { note },
    actor,
    change: { reviewRevision: video.revision, review: Prisma.DbNull },
  });
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
  const moved = await moveVideo(tx, { ...step, to: 'delivered', type: 'video.delivered', details: {} });
  await addNotices(tx, [mailClient(moved, 'delivered', {})]);
  return moved.video;
}

/** Anything but `generating` -> `archived`. */
export async function archiveFilm(tx: Tx, step: Step): Promise<Video> {
  const moved = await moveVideo(tx, { ...step, to: 'archived', type: 'video.archived', details: {} });
  return moved.video;
}

interface Decision extends Step {
  staff: StaffAudience;
  approved: boolean;
  note: string | null;
  scenes: SceneNote[];
}

async function decide(tx: Tx, { video, actor, staff, approved, note, scenes }: Decision): Promise<Video> {
  const revision = video.reviewRevision ?? video.revision;
  const details = { note, scenes: scenes.map((scene) => ({ ...scene })) };
  const status = approved ? 'approved' : 'rejected';
  const moved = await moveVideo(tx, {
    video,
    to: status,
    type: `video.${status}`,
    details,
    revision,
    actor,
    change: { review: { approved, revision, ...details, by: actor, at: new Date().toISOString() } },
  });
  const told = { video_id: video.id, title: video.title, client: video.client.name, ...details };
  await tellStaff(tx, { staff, template: status, key: moved.event.id, data: told });
  return moved.video;
}

function mailClient({ video, event }: MovedVideo, template: string, more: Prisma.InputJsonObject): NewNotice {
  return {
    channel: 'email',
    template,
    recipient: video.client.email,
    dedupeKey: `email/${template}/${event.id}`,
    data: { video_id: video.id, title: video.title, client: video.client.name, ...more },
  };
}
