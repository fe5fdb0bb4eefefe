import { HttpProblem } from './http-problem.ts';

/** Where a page begins: after this row, newest first. */
export interface Cursor {
  createdAt: Date;
  id: string;
}

/** @param idPattern what ids look like where they are no UUIDs */
export function parseCursor(cursor: string | undefined, idPattern: RegExp = uuid): Cursor | null {
  if (!cursor) return null;
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('|');
  const createdAt = new Date(time);
  if (!isoTime.test(time) || Number.isNaN(createdAt.getTime()) || !idPattern.test(id)) {
    throw new HttpProblem('invalid_request', 'The cursor is not one of ours.', [
      { path: 'cursor', message: 'use next_cursor of the page before' },
    ]);
  }
  return { createdAt, id };
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The rows after a cursor, as a Prisma filter. */
export function afterCursor(cursor: Cursor | null) {
  if (!cursor) return {};
  const { createdAt, id } = cursor;
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}

export const newestFirst = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];

/** Takes the extra row that was read to know whether there is more. */
export function toPage<Row extends Cursor>(rows: Row[], limit: number): { rows: Row[]; next_cursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last;
  const text = more ? `${last.createdAt.toISOString()}|${last.id}` : '';
  return { rows: page, next_cursor: more ? Buffer.from(text).toString('base64url') : null };
}
