import { z } from 'zod';

/** Newest first; `cursor` is the last answer's `next_cursor`. */
export const listQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(25).meta({ description: 'At most so many in one answer.' }),
  cursor: z
    .string()
    .max(200)
    .optional()
    .meta({ description: "The last answer's `next_cursor`; left out for the first." }),
});

export const idParamSchema = z.strictObject({ id: z.uuid().meta({ description: 'As lists and answers give it.' }) });

/** A page of a list, named after what it lists: `ClientList`. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .object({
      data: z.array(item).meta({ description: 'Newest first.' }),
      next_cursor: z.string().nullable().meta({ description: 'For the next page; null on the last.' }),
    })
    .meta({ id: `${item.meta()?.id ?? ''}List` });
