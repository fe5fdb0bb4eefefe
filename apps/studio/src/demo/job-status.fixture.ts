import type { JobStatus } from '@bom/client';

/** A job that is rendering, with nothing to show yet, but for the changes. */
export function jobStatus(change: Partial<JobStatus>): JobStatus {
  return {
    job_id: '0197f6a0-0000-7000-8000-000000000001',
    video_id: '0197f6a0-0000-7000-8000-000000000002',
    status: 'processing',
    stage: 'rendering',
    progress: 0,
    queue_position: null,
    eta_seconds: null,
    segments: { total: 0, done: 0, reused: 0 },
    output_url: null,
    outputs: {},
    poster_url: null,
    captions_url: null,
    captions: null,
    error: null,
    warnings: [],
    cost_cents: 0,
    stage_times: {},
    metadata: null,
    created_at: '2026-11-23T10:00:00.000Z',
    started_at: null,
    finished_at: null,
    ...change,
  };
}
