import type { JobStatusAnswer } from '../assembly.ts';
import type { VideoAnswer } from '../films.ts';
import type { RevisionAnswer } from '../revisions.ts';
import { brief, script } from './example-bodies.ts';
import { ids } from './example-ids.ts';

export const at = '2026-11-28T08:00:00.000Z';
export const dated = { created_at: at, updated_at: at, version: 1 };
export const link = (path: string) => `https://api.studio.example/files/${path}?expires=1764320400&signature=5d41402a`;

export const file = {
  url: link('films/vertical.mp4'),
  width: 1080,
  height: 1920,
  duration_seconds: 18.4,
  bytes: 6_291_456,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};
const files = {
  formats: { vertical: file },
  poster_url: link('films/poster.jpg'),
  captions: { srt: link('films/captions.srt'), vtt: link('films/captions.vtt') },
};

export const video: VideoAnswer = {
  id: ids.video,
  project_id: ids.project,
  client_id: ids.client,
  title: 'Bread at four',
  brief,
  script,
  status: 'draft',
  ...files,
  cost_cents: 41.25,
  revision: 1,
  language: 'en',
  duration_seconds: 18.4,
  review: null,
  jobs: [{ job_id: ids.job, kind: 'pipeline', status: 'complete', created_at: at }],
  warnings: [],
  ...dated,
};

export const job: JobStatusAnswer = {
  job_id: ids.job,
  video_id: ids.video,
  status: 'processing',
  stage: 'rendering',
  progress: 61,
  queue_position: null,
  eta_seconds: 42,
  segments: { total: 8, done: 4, reused: 0 },
  output_url: null,
  outputs: {},
  poster_url: null,
  captions_url: null,
  captions: null,
  error: null,
  warnings: [],
  cost_cents: 41.25,
  stage_times: { queued: 120, script: 6400, images: 21_050 },
  metadata: { order: 1042 },
  created_at: at,
  started_at: at,
  finished_at: null,
};
export const accepted = {
  job_id: ids.job,
  status: 'processing',
  status_url: `/api/assembly/status/${ids.job}`,
} as const;

const work = {
  beats: [
    {
      kind: 'scene' as const,
      scene: 1,
      image: 'made' as const,
      voice: 'kept' as const,
      segments: { vertical: 'rendered' as const },
    },
  ],
  formats: { vertical: { segments_rendered: 1, segments_reused: 4, film: 'joined' as const } },
  audio_mix: 'reused' as const,
  calls: { llm: 0, image: 1, voice: 0 },
  estimated_cost_cents: 4,
  estimated_seconds: 31,
};
const diff = {
  same: false,
  fields: [],
  scenes: [
    {
      change: 'changed' as const,
      before: 1,
      after: 1,
      fields: [
        {
          field: 'visual',
          before: 'A family breakfast with warm bread',
          after: 'A family breakfast with darker bread',
        },
      ],
    },
  ],
};
export const revision: RevisionAnswer = {
  number: 2,
  current: true,
  note: 'The bread should be darker.',
  script,
  diff,
  plan: work,
  restored_from: null,
  ...files,
  created_at: at,
};
export const plan = { plan: work, diff, script };
