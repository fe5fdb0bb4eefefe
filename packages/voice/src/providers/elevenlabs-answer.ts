import { z } from 'zod';

const alignmentSchema = z.object({
  characters: z.array(z.string()),
  character_start_times_seconds: z.array(z.number()),
  character_end_times_seconds: z.array(z.number()),
});
export type CharacterTimes = z.infer<typeof alignmentSchema>;

const answerSchema = z.object({
  audio_base64: z.string().min(1),
  /** Over the characters of the text that was sent; a broken one is as good as none. */
  alignment: alignmentSchema.nullish().catch(null),
});
export type ElevenLabsAnswer = z.infer<typeof answerSchema>;

const failureSchema = z.object({
  detail: z.union([
    z.string().transform((message) => ({ message, code: '' })),
    z
      .object({ status: z.string().optional(), code: z.string().optional(), message: z.string().default('') })
      .transform(({ status, code, message }) => ({ message, code: status ?? code ?? '' })),
    z
      .array(z.object({ loc: z.array(z.union([z.string(), z.number()])).default([]), msg: z.string() }))
      .transform((faults) => ({
        message: faults.map(({ loc, msg }) => `${loc.join('.')} ${msg}`).join('; '),
        code: '',
      })),
  ]),
});

/** Undefined where the body is not what the API promises. */
export function readAnswer(body: Buffer): ElevenLabsAnswer | undefined {
  return answerSchema.safeParse(parseJson(body)).data;
}

/** Their own code and words for what went wrong; both empty where there are none (a proxy's page, say). */
export function readFailure(body: Buffer): { code: string; reason: string } {
  const detail = failureSchema.safeParse(parseJson(body)).data?.detail;
  return { code: detail?.code ?? '', reason: detail?.message ?? '' };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
