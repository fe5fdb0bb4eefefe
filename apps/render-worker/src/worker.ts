import { startWorkers } from '@bom/jobs';
import type { StartedWorkers, WorkerSettings } from '@bom/jobs';
import type { Logger } from '@bom/runtime';
import type { RenderDeps } from './deps.ts';
import { assemblyJob } from './handlers/assembly-job.ts';
import { renderAudioJob, renderSegmentJob } from './handlers/render-parts.ts';
import { renderPreviewJob } from './handlers/render-preview.ts';

export interface WorkerDeps {
  redisUrl: string;
  settings: WorkerSettings;
  /** Jobs of each queue at once. */
  concurrency: { assembly: number; render: number };
  logger: Logger;
  render: RenderDeps;
}

/** Takes jobs from now on: what main.ts starts, and the simulation many of in one process. */
export function createWorker({ render, ...deps }: WorkerDeps): StartedWorkers {
  return startWorkers<'assembly' | 'render'>({
    ...deps,
    metrics: render.metrics,
    handlers: {
      'assembly.run': assemblyJob(render),
      'render.segment': renderSegmentJob(render),
      'render.audio': renderAudioJob(render),
      'render.preview': renderPreviewJob(render),
    },
  });
}
