import { z } from 'zod';

/** Shapes that several steps keep in their memory. */
export const warningsSchema = z.array(z.object({ code: z.string(), detail: z.string(), scene: z.number().optional() }));

export const storedMediaSchema = z.object({ key: z.string(), sha256: z.string() });
