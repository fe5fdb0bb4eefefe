type Attributes = Record<string, string | number | boolean | undefined>;

export interface SpanOptions {
  name: string;
  kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Ids, names, counts: never what people wrote, and no secrets. */
  attributes?: Attributes;
  /** The W3C traceparent that it belongs under; null begins a trace. Without it: under the span that runs now. */
  parent?: string | null | undefined;
  /** Milliseconds since 1970, where it began before now. */
  startedAt?: number;
}

export interface OpenSpan {
  traceparent: string;
  /** The first end counts. An error marks the span as failed; of the error itself only its code and class are told. */
  end(outcome?: { attributes?: Attributes; error?: unknown }): void;
}

/** What the SDK's side gives; only `tracing-sdk.ts` makes one. */
export interface Exporting {
  open(options: SpanOptions & { parent: string | null }): OpenSpan;
  /** Sends what is left, for two seconds at most. */
  close(): Promise<void>;
}
