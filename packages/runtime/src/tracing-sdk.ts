import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { errorCode } from './error-code.ts';
import type { Exporting } from './exporting.ts';

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

const exportTimeoutMs = 5_000;
const closeMs = 2_000;

/** The only module that loads the SDK of OpenTelemetry; imported where tracing is turned on. Registers nothing globally. */
export function openExporting({ service, endpoint }: { service: string; endpoint: string }): Exporting {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: exportTimeoutMs });
  const processor = new BatchSpanProcessor({
    exporter,
    scheduledDelayMillis: 1_000,
    exportTimeoutMillis: exportTimeoutMs,
  });
  const resource = resourceFromAttributes({ 'service.name': service, 'service.namespace': 'bom-studio' });
  const provider = new TracerProvider({ resource, spanProcessors: [processor] });
  const tracer = provider.getTracer('bom-studio');
  return {
    open({ name, kind = 'internal', attributes = {}, parent, startedAt }) {
      const above = parent === null ? null : parseTraceparent(parent);
      const span = tracer.startSpan(
        name,
        { kind: kinds[kind], attributes, ...(startedAt === undefined ? {} : { startTime: startedAt }) },
        above ? trace.setSpanContext(ROOT_CONTEXT, above) : ROOT_CONTEXT,
      );
      return {
        traceparent: writeTraceparent(span.spanContext()),
        end({ attributes: more = {}, error } = {}) {
          span.setAttributes(more);
          if (error !== undefined) {
            const type = errorCode(error) ?? (error instanceof Error ? error.name : typeof error);
            span.setAttribute('error.type', type);
            span.setStatus({ code: SpanStatusCode.ERROR, message: type });
          }
          span.end();
        },
      };
    },
    async close() {
      let timer: NodeJS.Timeout | undefined;
      const tooLong = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, closeMs);
      });
      await Promise.race([provider.shutdown().catch(() => undefined), tooLong]);
      clearTimeout(timer);
    },
  };
}

/** https://www.w3.org/TR/trace-context/#traceparent-header, version 00. */
function parseTraceparent(text: string): SpanContext | null {
  const match = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text);
  if (!match?.[1] || !match[2] || !match[3]) return null;
  return { traceId: match[1], spanId: match[2], traceFlags: Number.parseInt(match[3], 16), isRemote: true };
}

function writeTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
