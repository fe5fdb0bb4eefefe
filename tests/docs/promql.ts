import { parser } from '@prometheus-io/lezer-promql';
import { metricLabels } from '@bom/runtime';

/** What every scraped figure has besides its own labels, and the figure that Prometheus makes itself. */
const targetLabels = ['job', 'instance'];
const known = new Map([...metricLabels(), ['up', []]]);

/** What is wrong with a query: its grammar, metrics that no process has, labels that a metric does not have. */
export function faultsOfQuery(query: string): string[] {
  const faults: string[] = [];
  let selected: string | undefined;
  const metrics = new Set<string>();
  parser.parse(query).iterate({
    enter({ type, from, to }) {
      const text = query.slice(from, to);
      if (type.isError) faults.push(`no PromQL at ${from}: ${query}`);
      if (type.name === 'VectorSelector') selected = undefined;
      if (type.name === 'Identifier') {
        selected = text;
        metrics.add(text);
        if (!known.has(text)) faults.push(`no process has the metric ${text}`);
      }
      if (type.name === 'LabelName' && !labelsOf(selected === undefined ? [] : [selected], metrics).has(text)) {
        faults.push(`no metric of this query has the label ${text}: ${query}`);
      }
    },
  });
  return faults;
}

/** Of the selector that the label stands in; grouping may stand before what it groups, and is held against all. */
function labelsOf(selected: string[], all: Set<string>): Set<string> {
  const metrics = selected.length > 0 ? selected : [...(all.size > 0 ? all : known.keys())];
  return new Set([...targetLabels, ...metrics.flatMap((name) => known.get(name) ?? [])]);
}
