import { z } from 'zod';

const line = (max: number) => z.string().trim().min(1).max(max);

/** What Claude is asked for when it writes. */
export const writtenScriptSchema = z.strictObject({
  title: line(120),
  hook: line(200),
  scenes: z
    .array(
      z.strictObject({
        narration: line(600),
        visual: line(800),
        on_screen_text: line(60),
      }),
    )
    .min(2)
    .max(24),
  cta: line(240),
});
export type WrittenScript = z.infer<typeof writtenScriptSchema>;

const kept = (max: number) => z.string().trim().max(max).nullable();

/** What Claude is asked for when it revises: null is "exactly as it was". */
export const revisionSchema = z.strictObject({
  title: kept(200),
  hook: kept(600),
  cta: kept(600),
  scenes: z
    .array(
      z.strictObject({
        from: z.number().int().min(0).nullable(),
        narration: kept(1200),
        visual: kept(2000),
        on_screen_text: kept(200),
      }),
    )
    .min(1)
    .max(40),
});
export type Revision = z.infer<typeof revisionSchema>;

export const shotListSchema = z.strictObject({
  look: line(600),
  cast: z.array(line(500)).max(12),
  shots: z
    .array(z.strictObject({ beat: z.number().int().min(0), prompt: line(1200) }))
    .min(1)
    .max(42),
});
export type ShotList = z.infer<typeof shotListSchema>;
