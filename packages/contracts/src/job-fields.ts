import { z } from 'zod';
import { jobStages } from '@bom/domain';
import type { JobStage } from '@bom/domain';

export const jobKindSchema = z.enum(['pipeline', 'assembly']).meta({
  id: 'JobKind',
  description: '`pipeline`: script, pictures and voice are made too. `assembly`: they were given.',
});

export const jobStageSchema = z.enum(Object.keys(jobStages) as [JobStage, ...JobStage[]]).meta({
  id: 'JobStage',
  description: 'What is at work, in this order; `script`, `images` and `voice` only where they are made.',
});

export const jobStateSchema = z.enum(['processing', 'complete', 'failed', 'cancelled']).meta({
  id: 'JobState',
  description: '`processing` from the moment it was asked for; the others are ends.',
});

export const jobSegmentsSchema = z
  .object({
    total: z.int().meta({ description: 'Parts of all formats together.' }),
    done: z.int().meta({ description: 'Those that are there.' }),
    reused: z.int().meta({ description: 'Of those done: as they were in an earlier film, so not rendered again.' }),
  })
  .meta({ id: 'JobSegments', description: 'Parts that the film is rendered in; all 0 before it is planned.' });

export const jobErrorSchema = z
  .object({
    code: z.string().meta({ description: 'Stable, snake_case; `cancelled` where somebody stopped the job.' }),
    detail: z.string().meta({ description: 'One plain sentence: what is wrong, and how to put it right.' }),
    stage: z.string().meta({ description: 'Where the job stood.' }),
    scene: z.int().nullable().meta({ description: 'Of `script.scenes`, from 0; null where it was no single one.' }),
    retriable: z.boolean().meta({ description: 'Whether it is worth asking for the same again.' }),
    attempt: z.int().meta({ description: 'How many tries that was.' }),
    trace_id: z.string().optional().meta({ description: 'Of the trace it failed in, where traces are on.' }),
  })
  .meta({ id: 'JobError', description: 'Why a job failed: the same in its status and in `job.failed`.' });
