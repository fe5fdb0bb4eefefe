import { setTimeout as sleep } from 'node:timers/promises';
import { audioMixKey, CancelledError, RateLimitedError, segmentKey, stageProgress, toStudioError } from '@bom/domain';
import { countSegment, isJobWanted, recordChildFailure, reportStage } from '@bom/db';
import type { Job } from '@bom/db';
import type { Delivery, Handler } from '@bom/jobs';
import { faultPoint } from '@bom/runtime';
import { mediaOf, renderAudio, renderSegment } from '@bom/render';
import type { Timeline } from '@bom/render';
import { assertEncoder } from '../assert-encoder.ts';
import { readText } from '@bom/storage';
import type { RenderDeps } from '../deps.ts';
import { parseTimeline } from '../steps/plan.ts';

const reportEveryMs = 700;
const watchEveryMs = 1_000;
const putOffMs = 5_000;

/** `render.segment`: one segment into storage, under its content's name. Doing it twice does no harm. */
export function renderSegmentJob(deps: RenderDeps): Handler<'render.segment'> {
  return async ({ job_id: jobId, format, index }, delivery) => {
    await asChild(deps, { jobId, delivery }, async ({ job, signal }) => {
      const timeline = await loadTimeline(deps, { job, format, signal });
      const segment = timeline.segments[index];
      if (!segment || (await deps.storage.head(segmentKey(segment.key)))) return null;
      assertEncoder(segment, deps.video.encoder);
      const startedAt = performance.now();
      await deps.files.inFolder('segment', async (folder) => {
        const out = `${folder}/segment.mp4`;
        const media = await deps.files.bring(mediaOf(segment), signal);
        const onFrame = progressReporter(deps, jobId);
        await renderSegment({ segment, media, out, signal, onFrame });
        const tookSeconds = (performance.now() - startedAt) / 1000;
        deps.metrics.segmentsRendered.inc();
        deps.metrics.segmentRealtimeFactor.observe((tookSeconds * segment.canvas.fps) / segment.frames);
        faultPoint('afterRenderBeforeUpload');
        await storePart(deps, { key: segmentKey(segment.key), path: out, contentType: 'video/mp4', signal });
      });
      await countSegment(deps.db, jobId);
      return segment.scene;
    });
  };
}

/** `render.audio`: the mix that all formats share. */
export function renderAudioJob(deps: RenderDeps): Handler<'render.audio'> {
  return async ({ job_id: jobId }, delivery) => {
    await asChild(deps, { jobId, delivery }, async ({ job, signal }) => {
      for (const format of Object.keys(planOf(job))) {
        const { audio } = await loadTimeline(deps, { job, format, signal });
        const key = audioMixKey(audio.key);
        if (await deps.storage.head(key)) continue;
        await deps.files.inFolder('audio', async (folder) => {
          const out = `${folder}/mix.m4a`;
          await renderAudio({ plan: audio, media: await deps.files.bring(mediaOf(audio), signal), out, signal });
          await storePart(deps, { key, path: out, contentType: 'audio/mp4', signal });
        });
      }
      return null;
    });
  };
}

/** Where storage is away the part waits for it, as long as its job may run: to render it again would cost more. */
async function storePart(
  { storage }: RenderDeps,
  { path, ...part }: { key: string; path: string; contentType: string; signal: AbortSignal },
): Promise<void> {
  for (;;) {
    try {
      await storage.put({ ...part, body: { path }, ifAbsent: true });
      return;
    } catch (error) {
      if (!(error instanceof RateLimitedError)) throw error;
      await sleep(error.retryAfterMs ?? putOffMs, undefined, { signal: part.signal });
    }
  }
}

/** Runs a child while its job is wanted; the last failure is left on the job's row for the parent to act on. */
async function asChild(
  { db }: RenderDeps,
  { jobId, delivery }: { jobId: string; delivery: Delivery },
  render: (child: { job: Job; signal: AbortSignal }) => Promise<number | null>,
): Promise<void> {
  const job = await db.prisma.job.findUnique({ where: { id: jobId } });
  if (!job || !(await isJobWanted(db, jobId))) return;
  const unwanted = new AbortController();
  const watch = setInterval(() => {
    void isJobWanted(db, jobId).then(
      (wanted) => wanted || unwanted.abort(new CancelledError()),
      () => {},
    );
  }, watchEveryMs);
  try {
    await render({ job, signal: AbortSignal.any([delivery.signal, unwanted.signal]) });
  } catch (error) {
    if (unwanted.signal.aborted) return;
    const failure = toStudioError(error);
    // Nothing was tried yet: it is put off, and no try is burned.
    if (failure instanceof RateLimitedError) await delivery.delay(failure.retryAfterMs ?? putOffMs);
    const final = !failure.retriable || delivery.isLastTry;
    if (final && !delivery.signal.aborted) {
      const { code, message: detail, scene, retriable } = failure;
      await recordChildFailure(db, jobId, { code, detail, scene, retriable, stage: 'rendering', attempt: job.attempt });
    }
    throw failure;
  } finally {
    clearInterval(watch);
  }
}

function planOf(job: Job): Record<string, string> {
  return (job.plan ?? {}) as Record<string, string>;
}

async function loadTimeline(
  { storage }: RenderDeps,
  { job, format, signal }: { job: Job; format: string; signal: AbortSignal },
): Promise<Timeline> {
  return parseTimeline(await readText(storage, planOf(job)[format] ?? '', { signal }));
}

/** Moves the job's bar while frames are drawn, a little more than once a second. */
function progressReporter({ db }: RenderDeps, jobId: string) {
  let last = 0;
  return (done: number, total: number): void => {
    faultPoint('duringRender');
    const now = Date.now();
    if (now - last < reportEveryMs) return;
    last = now;
    void reportFraction({ db, jobId, fraction: done / total }).catch(() => {});
  };
}

async function reportFraction({ db, jobId, fraction }: { db: RenderDeps['db']; jobId: string; fraction: number }) {
  const job = await db.prisma.job.findUnique({ where: { id: jobId } });
  if (!job || job.segmentsTotal === 0) return;
  const done = (job.segmentsDone + fraction) / job.segmentsTotal;
  const progress = stageProgress({ kind: job.kind, stage: 'rendering', done });
  await reportStage(db, { jobId, stage: 'rendering', progress });
}
