import { AsyncLocalStorage } from 'node:async_hooks';
import { currentTraceId } from './tracing.ts';

type Ids = Record<string, string | number | undefined>;

const known = new AsyncLocalStorage<Ids>();

/** Every line that is logged within the work carries these ids, whoever logs it; a line's own fields win. */
export function withLogIds<Result>(ids: Ids, work: () => Result): Result {
  return known.run({ ...known.getStore(), ...ids }, work);
}

/** Adds what has become known since, such as whose film a job is, for the rest of the work. */
export function addLogIds(ids: Ids): void {
  Object.assign(known.getStore() ?? {}, ids);
}

export function currentLogIds(): Ids {
  const traceId = currentTraceId();
  return { ...known.getStore(), ...(traceId === undefined ? {} : { trace_id: traceId }) };
}
