import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { statusOfProblem } from '@bom/contracts';
import { metricLabels } from '@bom/runtime';
import { variables } from './env-files.ts';
import { pages } from './pages.ts';

const root = join(__dirname, '../..');
const all = pages().map((page) => [page.path, page] as const);

/** Those that OpenTelemetry's own SDK reads. */
const isOfSdk = (name: string) => name.startsWith('OTEL_');

/** What stands in backticks. */
const codes = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '');

const ofN8n = 'NODE_FUNCTION_ALLOW_BUILTIN';

test.each(all)('%s names variables that exist', (_path, { text }) => {
  const { read, example } = variables();
  // Of compose, of the shell of the pages, and of what stands in an environment that is not ours.
  const others = new Set(['ENV_FILE', 'COMPOSE_NODE_ENV', 'OUTBOX', 'RESTORED', 'BOM', 'KEY', 'AUTH', ofN8n]);
  const named = codes(text).flatMap((code) => /^([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=.*)?$/.exec(code)?.[1] ?? []);
  const strange = named.filter((name) => !read.has(name) && !example.has(name) && !others.has(name) && !isOfSdk(name));
  expect(strange).toEqual([]);
});

test.each(all)('%s names figures that are measured', (_path, { text }) => {
  // A histogram is talked of by its name alone too.
  const known = new Set([...metricLabels().keys()].flatMap((name) => [name, name.replace(/_(count|sum|bucket)$/, '')]));
  const ofStripe = new Set(['bom_client_id']);
  const named = codes(text).flatMap((code) => /^(bom_[a-z_]+)(?:\{.*\})?$/.exec(code)?.[1] ?? []);
  expect(named.filter((name) => !known.has(name) && !ofStripe.has(name))).toEqual([]);
});

test.each(all)('%s gives error codes the statuses that they have', (_path, { text }) => {
  const rows = [...text.matchAll(/^\| (\d{3}) +\| `([a-z_]+)`/gm)];
  const wrong = rows.filter(([, status, code]) => statusOf(code ?? '') !== Number(status));
  expect(wrong.map(([row]) => row)).toEqual([]);
});

/** A quota that is used up is no error where a form is turned down. */
function statusOf(code: string): number | undefined {
  const statuses: Record<string, number> = { ...statusOfProblem, quota_exceeded: 200 };
  return statuses[code];
}

test('the runbook has a section for each alert, and no other', () => {
  const runbook = readFileSync(join(root, 'docs/runbook.md'), 'utf8');
  const alerts = readFileSync(join(root, 'deploy/alerts/bom-studio.yml'), 'utf8');
  const sections = [...runbook.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
  expect(sections).toEqual([...alerts.matchAll(/alert: (\w+)/g)].map(([, name]) => name));
});
