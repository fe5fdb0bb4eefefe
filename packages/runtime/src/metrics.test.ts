import { createMetrics, metricLabels } from './metrics.ts';
import { metricTable } from './metrics-table.ts';

const labelFree = { app: 'api', processMetrics: false } as const;

describe('createMetrics', () => {
  test('keeps the metrics of each registry apart, labelled with the app', async () => {
    const one = createMetrics(labelFree);
    const other = createMetrics(labelFree);
    one.deadLettersOpen.set(3);
    expect((await one.scrape()).text).toContain('bom_dead_letters_open{app="api"} 3');
    expect((await other.scrape()).text).toContain('bom_dead_letters_open{app="api"} 0');
  });

  test('gives an app only what it measures', async () => {
    const metrics = createMetrics({ app: 'render-worker', processMetrics: false });
    metrics.segmentsRendered.inc();
    metrics.deadLettersOpen.set(3);
    const { text } = await metrics.scrape();
    expect(text).toContain('bom_segments_rendered_total{app="render-worker"} 1');
    expect(text).not.toContain('bom_dead_letters_open');
  });

  test('brings gauges up to date before it answers', async () => {
    const metrics = createMetrics(labelFree);
    metrics.beforeScrape(async () => metrics.noticesPending.set({ channel: 'email' }, 7));
    expect((await metrics.scrape()).text).toContain('bom_notices_pending{channel="email",app="api"} 7');
  });

  test('measures the process when asked to', async () => {
    const { text, contentType } = await createMetrics({ app: 'api' }).scrape();
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(contentType).toMatch(/^text\/plain/);
  });
});

describe('the table of metrics', () => {
  test('names each metric once, counters as Prometheus wants them', () => {
    const all = Object.values(metricTable);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const { name, kind } of all) expect(name.endsWith('_total')).toBe(kind === 'counter');
  });

  test('lists what can be asked for, parts of histograms and process metrics included', () => {
    const labels = metricLabels();
    expect(labels.get('bom_http_request_seconds_bucket')).toEqual(['operation', 'status', 'app', 'le']);
    expect(labels.get('bom_segments_rendered_total')).toEqual(['app']);
    expect(labels.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
    expect(labels.has('bom_http_request_seconds')).toBe(false);
  });
});
