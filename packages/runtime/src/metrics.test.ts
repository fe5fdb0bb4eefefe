import { Counter, createMetrics } from './metrics.ts';

describe('createMetrics', () => {
  test('keeps the metrics of each registry apart, labelled with the app', async () => {
    const one = createMetrics({ app: 'api', processMetrics: false });
    const other = createMetrics({ app: 'worker', processMetrics: false });
    new Counter({ name: 'films_total', help: 'Films made.', registers: [one] }).inc(3);
    expect(await one.metrics()).toContain('films_total{app="api"} 3');
    expect(await other.metrics()).not.toContain('films_total');
  });

  test('measures the process when asked to', async () => {
    expect(await createMetrics({ app: 'api' }).metrics()).toContain('process_cpu_seconds_total');
  });
});
