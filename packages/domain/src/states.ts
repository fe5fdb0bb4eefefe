import { PermanentError } from './errors.ts';

export type VideoStatus =
  'pending' | 'generating' | 'draft' | 'review' | 'rejected' | 'approved' | 'delivered' | 'failed' | 'archived';

/** Which status may follow which; everything else is `illegal_transition`. */
export const videoTransitions: Record<VideoStatus, readonly VideoStatus[]> = {
  pending: ['generating', 'archived'],
  generating: ['draft', 'failed'],
  draft: ['review', 'generating', 'archived'],
  review: ['approved', 'rejected', 'generating', 'archived'],
  rejected: ['generating', 'archived'],
  approved: ['delivered', 'archived'],
  delivered: ['archived'],
  failed: ['generating', 'archived'],
  archived: [],
};

/** @throws PermanentError `illegal_transition` naming both states */
export function assertVideoTransition(from: VideoStatus, to: VideoStatus): void {
  if (videoTransitions[from].includes(to)) return;
  throw new PermanentError('illegal_transition', `A video that is ${from} can't become ${to}.`, {
    details: { from, to },
  });
}

/** The stages of a job in their order, with the share of the progress bar that each has (they sum to 100). */
export const jobStages = {
  queued: 0,
  script: 8,
  images: 14,
  voice: 8,
  fetching: 4,
  planning: 2,
  rendering: 48,
  mixing: 4,
  checking: 8,
  uploading: 4,
  done: 0,
} as const;
export type JobStage = keyof typeof jobStages;

/**
 * Progress in percent (0..100) when `done` (0..1) of a stage is done. Jobs that start at assembly stretch the later
 * stages over the whole bar.
 */
export function stageProgress({ kind, stage, done }: { kind: 'pipeline' | 'assembly'; stage: JobStage; done: number }) {
  const pipelineOnly = new Set<JobStage>(['script', 'images', 'voice']);
  const entries = (Object.entries(jobStages) as [JobStage, number][]).filter(
    ([name]) => kind === 'pipeline' || !pipelineOnly.has(name),
  );
  const total = entries.reduce((sum, [, share]) => sum + share, 0);
  let before = 0;
  for (const [name, share] of entries) {
    if (name === stage)
      return Math.min(99, Math.floor(((before + share * Math.min(1, Math.max(0, done))) / total) * 100));
    before += share;
  }
  return 0;
}
