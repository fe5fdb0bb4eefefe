import type { RenderDeps } from '../deps.ts';

/** Tells what a film that has just become a draft took. Its own failure is nobody's: the film is done. */
export async function measureFilm({ db, metrics }: Pick<RenderDeps, 'db' | 'metrics'>, jobId: string): Promise<void> {
  const job = await db.prisma.job
    .findUnique({
      where: { id: jobId },
      select: { kind: true, stageTimes: true, segmentsReused: true, createdAt: true, finishedAt: true },
    })
    .catch(() => null);
  if (!job) return;
  const { kind } = job;
  const end = job.finishedAt ?? new Date();
  metrics.filmsFinished.inc({ kind });
  metrics.segmentsReused.inc(job.segmentsReused);
  metrics.filmSeconds.observe({ kind }, (end.getTime() - job.createdAt.getTime()) / 1000);
  for (const [stage, ms] of Object.entries(job.stageTimes as Record<string, number>)) {
    metrics.filmStageSeconds.observe({ kind, stage }, ms / 1000);
  }
}
