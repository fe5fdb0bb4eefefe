import { AsyncLocalStorage } from 'node:async_hooks';
import type { Exporting, OpenSpan, SpanOptions } from './exporting.ts';

/** One for the process, as its logger's lines and every package's spans share it. Null: tracing is off. */
let exporting: Exporting | null = null;
const running = new AsyncLocalStorage<string>();

export interface TracingOptions {
  /** Name of the process, such as `api`. */
  service: string;
  /** Of an OTLP/HTTP collector, without `/v1/traces`; undefined leaves tracing off, and the SDK unloaded. */
  endpoint: string | undefined;
}

/** Turns tracing on for the process where there is an endpoint. A collector that is away or slow costs spans, nothing else. */
export async function startTracing({ service, endpoint }: TracingOptions): Promise<{ close(): Promise<void> }> {
  if (endpoint === undefined) return { close: () => Promise.resolve() };
  const { openExporting } = await import('./tracing-sdk.ts');
  const opened = openExporting({ service, endpoint });
  exporting = opened;
  return {
    async close() {
      if (exporting === opened) exporting = null;
      await opened.close();
    },
  };
}

export function isTracing(): boolean {
  return exporting !== null;
}

/** Does the work in a span of its own, which fails where the work throws. With tracing off it is the work alone. */
export async function inSpan<Result>(options: SpanOptions, work: () => Promise<Result>): Promise<Result> {
  const span = openSpan(options);
  if (!span) return work();
  try {
    const result = await running.run(span.traceparent, work);
    span.end();
    return result;
  } catch (error) {
    span.end({ error });
    throw error;
  }
}

/** For work that ends elsewhere than where it begins; null with tracing off. */
export function openSpan(options: SpanOptions): OpenSpan | null {
  if (!exporting) return null;
  const parent = options.parent === undefined ? (running.getStore() ?? null) : options.parent;
  return exporting.open({ ...options, parent });
}

/** Runs the work under a span or a kept traceparent, so that its own spans and log lines belong to it. */
export function underSpan<Result>(traceparent: string | undefined, work: () => Result): Result {
  return exporting && traceparent !== undefined ? running.run(traceparent, work) : work();
}

/** To be kept with rows and jobs; undefined where no span runs. */
export function currentTraceparent(): string | undefined {
  return exporting ? running.getStore() : undefined;
}

/** 32 hexadecimal digits; undefined where no span runs. */
export function currentTraceId(): string | undefined {
  return currentTraceparent()?.split('-')[1];
}
