import type { Db } from '@bom/db';

interface TimeToSpend {
  /** Seconds of film that no segment covers yet, over all formats. */
  secondsToRender: number;
  filmsToJoin: number;
  /** Pictures and takes that are asked of somebody. */
  calls: number;
}

/** Where this installation has rendered nothing yet: seconds of work for a second of film. */
const firstGuess = { render: 1.5, finish: 0.3, call: 4 };
const filmsLookedAt = 20;
/** Queues, claims and hand-overs. */
const overheadSeconds = 1;

/** How long it probably takes, from how long the last films here took. Whole seconds. */
export async function estimateSeconds(db: Db, { secondsToRender, filmsToJoin, calls }: TimeToSpend): Promise<number> {
  const jobs = await db.prisma.job.findMany({
    where: { status: 'complete', segmentsReused: 0 },
    orderBy: { finishedAt: 'desc' },
    take: filmsLookedAt,
    select: { stageTimes: true, outputs: true },
  });
  const paces = jobs.flatMap(({ stageTimes, outputs }) => {
    const films = Object.values(outputs as Record<string, { duration_seconds: number }>);
    const seconds = films.reduce((sum, film) => sum + film.duration_seconds, 0);
    const times = stageTimes as Record<string, number>;
    const spent = (...stages: string[]) => stages.reduce((sum, stage) => sum + (times[stage] ?? 0), 0) / 1000;
    if (seconds === 0 || !times['rendering']) return [];
    return [{ render: spent('rendering') / seconds, finish: spent('mixing', 'checking', 'uploading') / films.length }];
  });
  const render = median(paces.map((pace) => pace.render)) ?? firstGuess.render;
  const finish = median(paces.map((pace) => pace.finish)) ?? firstGuess.finish * secondsToRender;
  return Math.ceil(overheadSeconds + secondsToRender * render + filmsToJoin * finish + calls * firstGuess.call);
}

function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
