import { currentTraceparent } from '@bom/runtime';

/** The trace that now runs is kept with what it asks for, so that the work of a row joins it whoever delivers the row. */
export function tracedData<Data extends object>(data: Data): Data & { traceparent?: string } {
  const traceparent = currentTraceparent();
  return traceparent === undefined ? data : { ...data, traceparent };
}

/** The trace kept in a job's request or a notice's data; null where there was none. */
export function keptTraceparent(data: unknown): string | null {
  const { traceparent } = (data ?? {}) as { traceparent?: unknown };
  return typeof traceparent === 'string' ? traceparent : null;
}
