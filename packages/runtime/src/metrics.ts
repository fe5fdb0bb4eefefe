import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { metricTable } from './metrics-table.ts';

type Table = typeof metricTable;
type LabelsOf<Name extends keyof Table> = Table[Name]['labels'][number];
type MetricOf<Name extends keyof Table> = Table[Name]['kind'] extends 'counter'
  ? Counter<LabelsOf<Name>>
  : Table[Name]['kind'] extends 'gauge'
    ? Gauge<LabelsOf<Name>>
    : Histogram<LabelsOf<Name>>;

/** A handle for each metric of the table; those that the app does not measure are in no registry. */
export type Metrics = { [Name in keyof Table]: MetricOf<Name> } & {
  registry: Registry;
  /** Done before each answer, to bring gauges up to date. What it throws is its own affair: it must not. */
  beforeScrape(work: () => Promise<void>): void;
  /** In the text format of Prometheus. */
  scrape(): Promise<{ contentType: string; text: string }>;
};

interface MetricsOptions {
  app: Table[keyof Table]['apps'][number];
  /** CPU, memory, garbage collection and event-loop lag of the process. */
  processMetrics?: boolean;
}

/** A registry of its own (never prom-client's global one), every metric labelled with `app`. */
export function createMetrics({ app, processMetrics = true }: MetricsOptions): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ app });
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const handles = Object.fromEntries(
    Object.entries(metricTable).map(([key, definition]) => [key, openMetric(definition, { app, registry })]),
  ) as { [Name in keyof Table]: MetricOf<Name> };
  const works: (() => Promise<void>)[] = [];
  return {
    ...handles,
    registry,
    beforeScrape: (work) => void works.push(work),
    async scrape() {
      await Promise.all(works.map((work) => work()));
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

function openMetric(
  definition: Table[keyof Table],
  { app, registry }: { app: MetricsOptions['app']; registry: Registry },
): Counter | Gauge | Histogram {
  const { name, help, labels } = definition;
  const isMeasured = (definition.apps as readonly string[]).includes(app);
  const configuration = { name, help, labelNames: labels, registers: isMeasured ? [registry] : [] };
  if (definition.kind === 'counter') return new Counter(configuration);
  if (definition.kind === 'gauge') return new Gauge(configuration);
  return new Histogram({ ...configuration, buckets: [...definition.buckets] });
}

/**
 * The names under which all of it can be asked for, histograms by their parts, each with its labels; for checks of
 * dashboards and alert rules.
 */
export function metricLabels(): Map<string, readonly string[]> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const own = Object.values(metricTable).flatMap(({ name, kind, labels }): [string, readonly string[]][] =>
    kind === 'histogram'
      ? [
          [`${name}_bucket`, [...labels, 'app', 'le']],
          [`${name}_sum`, [...labels, 'app']],
          [`${name}_count`, [...labels, 'app']],
        ]
      : [[name, [...labels, 'app']]],
  );
  const ofProcess = registry.getMetricsAsArray().map(({ name }): [string, readonly string[]] => [name, ['app']]);
  return new Map([...own, ...ofProcess]);
}
