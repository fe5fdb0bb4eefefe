import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../../docs/callers');
const page = readFileSync(join(folder, 'n8n.md'), 'utf8');

interface Workflow {
  name: string;
  nodes: { name: string; parameters: { jsCode?: string; url?: string } }[];
  connections: Record<string, { main: { node: string }[][] }>;
}

const workflows = readdirSync(join(folder, 'n8n')).map(
  (file) => [file, JSON.parse(readFileSync(join(folder, 'n8n', file), 'utf8')) as Workflow] as const,
);

test.each(workflows)(
  '%s is on the page, and its connections lead from node to node',
  (file, { nodes, connections }) => {
    expect(page).toContain(`(n8n/${file})`);
    const names = nodes.map(({ name }) => name);
    const ends = Object.values(connections).flatMap(({ main }) => main.flat().map(({ node }) => node));
    expect(names).toEqual(expect.arrayContaining([...Object.keys(connections), ...ends]));
  },
);

test('the page shows the very code that verifies in the workflow, and the very id that films are started with', () => {
  const nodes = workflows.flatMap(([, workflow]) => workflow.nodes);
  const code = nodes.find(({ name }) => name === 'Verify')?.parameters.jsCode ?? '';
  expect(page).toContain(`\`\`\`js\n${code.trim()}\n\`\`\``);
  const starts = nodes.filter(({ name }) => name === 'Start film');
  expect(starts).toHaveLength(2);
  for (const start of starts) expect(JSON.stringify(start)).toContain('={{ $execution.id }}-{{ $itemIndex }}-start');
});
