import { z } from 'zod';

/** Newest first; `cursor` is the last answer's `next_cursor`. */
export const listQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(200).optional(),
});

export const idParamSchema = z.strictObject({ id: z.uuid() });

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() });
