import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { operations } from '@bom/contracts';
import { faultsOfQuery } from './promql.ts';

const root = join(__dirname, '../..');

interface Rule {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string; runbook_url: string };
}

const { groups } = parse(readFileSync(join(root, 'deploy/alerts/bom-studio.yml'), 'utf8')) as {
  groups: { name: string; rules: Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const runbook = readFileSync(join(root, 'docs/runbook.md'), 'utf8');

interface Board {
  uid: string;
  panels: { id: number; title: string; gridPos: { x: number; w: number }; targets: { expr: string }[] }[];
}

const boards = readdirSync(join(root, 'deploy/grafana')).map(
  (file) => JSON.parse(readFileSync(join(root, 'deploy/grafana', file), 'utf8')) as Board,
);

test('a query that names what nobody measures is found', () => {
  expect(faultsOfQuery('sum(rate(bom_nothing_total[5m]))')).toHaveLength(1);
  expect(faultsOfQuery('max(bom_queue_jobs{colour="red"})')).toHaveLength(1);
  expect(faultsOfQuery('sum by (colour) (bom_queue_jobs)')).toHaveLength(1);
  expect(faultsOfQuery('sum(rate(bom_queue_jobs[5m])')).not.toHaveLength(0);
  expect(faultsOfQuery('sum by (queue, instance) (bom_queue_jobs{state="active"})')).toEqual([]);
});

describe('alert rules', () => {
  test.each(rules.map((rule) => [rule.alert, rule] as const))('%s asks for figures that exist', (_name, rule) => {
    expect(faultsOfQuery(rule.expr)).toEqual([]);
    expect(['warning', 'critical']).toContain(rule.labels.severity);
  });

  test.each(rules.map((rule) => [rule.alert, rule] as const))('%s has its section in the runbook', (name, rule) => {
    expect(rule.annotations.runbook_url).toBe(`docs/runbook.md#${name.toLowerCase()}`);
    const section = runbook.split(/^## /m).find((text) => text.startsWith(`${name}\n`)) ?? '';
    for (const part of ['**Means:**', '**Check:**', '**Do:**']) expect(section).toContain(part);
  });

  test('leave out only operations that exist', () => {
    const { expr } = rules.find((rule) => rule.alert === 'BomApiSlow') as Rule;
    const named = /operation!~"([^"]+)"/.exec(expr)?.[1]?.split('|') ?? [];
    expect(named).not.toHaveLength(0);
    expect(named.filter((name) => name !== 'other' && !(name in operations))).toEqual([]);
  });
});

describe('dashboards', () => {
  test.each(boards.map((board) => [board.uid, board] as const))(
    '%s asks for figures that exist',
    (_uid, { panels }) => {
      for (const { targets } of panels) {
        for (const { expr } of targets) expect(faultsOfQuery(expr)).toEqual([]);
      }
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    },
  );
});
