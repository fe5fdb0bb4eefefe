import type { z } from 'zod';
import { describeVariable } from './describe-variable.ts';
import type { Section } from './read-example.ts';

/** The variables of each process, as its env.ts reads them; those of the API outside production too. */
export type Schemas = Record<'api' | 'development-api' | 'pipeline-worker' | 'render-worker' | 'studio', z.ZodObject>;

const secretName = /(SECRETS?|PASSWORD|_KEY)$/;
/** Their names don't say it: each holds a password, or is one. */
const secretAddresses = new Set(['DATABASE_URL', 'REDIS_URL', 'SLACK_WEBHOOK_URL', 'SMTP_URL']);

const names = { api: 'API', 'pipeline-worker': 'pipeline', 'render-worker': 'render' } as const;
type AppName = keyof typeof names;
const apps = Object.keys(names) as AppName[];

/** docs/configuration.md, before it is formatted. */
export function renderConfiguration(sections: Section[], schemas: Schemas): string {
  const tables = sections.map(({ title, intro, variables }) => {
    const rows = variables.map((variable) => rowOf(variable, schemas));
    const head = ['| variable | form | default | read by | meaning |', '| --- | --- | --- | --- | --- |'];
    return [`## ${title}`, ...(intro ? [intro] : []), [...head, ...rows].join('\n')].join('\n\n');
  });
  return `${[preamble, ...tables].join('\n\n')}\n`;
}

const preamble = `# Configuration

<!-- Made from .env.example and the env.ts of each app by
     npx tsx --conditions=@bom/source docs/tools/configuration.ts
     A test fails when this page differs. -->

Each process reads environment variables, once, at its start. \`npm start\` reads the file \`.env\` of the working directory too; what is
set already wins. A variable that is empty counts as not set. A wrong or contradictory one stops the process before it does anything,
with every fault named:

\`\`\`text
The environment has 2 faults:
  DATABASE_URL: is not set
  LEASE_MS: must be a length of time such as 250ms, 30s, 10m, 6h or 7d
\`\`\`

- **read by**: \`API\` is \`apps/api\`, \`pipeline\` and \`render\` are the two workers, \`all\` are these three. \`npm start\` passes everything on.
- **required**: the process does not start without it. \`npm start\` needs nothing: it makes what is missing.
- **secret**: never logged, and blanked where it turns up in a line; keep it out of the repository.
- Times are written \`250ms\`, \`30s\`, \`10m\`, \`6h\` or \`7d\`.

## Keys for machines

A key with one scope for each machine that calls, instead of the staff key for all: \`POST /api/api-keys\`. A Prometheus that reaches the API
from outside needs \`{"name": "prometheus", "scopes": ["metrics:read"]}\`; the one of docker compose and of Kubernetes reads \`METRICS_PORT\`,
which asks for no key and is open to their own network alone.`;

function rowOf({ name, meaning }: Section['variables'][number], schemas: Schemas): string {
  const readers = apps.filter((app) => name in schemas[app].shape);
  const facts = readers.map((app) => describeVariable(schemas[app].shape[name] as z.ZodType));
  // The strictest of them: the API knows addresses where the workers know text.
  const fact = facts.find(({ required }) => required) ?? facts[0];
  const isSecret = secretName.test(name) || secretAddresses.has(name);
  const form = [fact?.form ?? 'text', ...(isSecret ? ['**secret**'] : [])].join('; ');
  const required = fact?.required ? requiredText(name, schemas) : null;
  const byCompose = meaning.includes('[compose]') ? '; docker compose asks for it' : '';
  const usual = fact === undefined ? '–' : (required ?? fact.usual ?? '–');
  const readBy = readers.length === apps.length ? 'all' : readers.map((app) => names[app]).join(', ') || 'compose';
  const words = meaning.replace(/ ?\[compose\]/, '').replace(/\.$/, '') + byCompose;
  return `| \`${name}\` | ${[form, usual, readBy, words].map(cellOf).join(' | ')} |`;
}

function requiredText(name: string, schemas: Schemas): string {
  const elsewhere = schemas['development-api'].shape[name] as z.ZodType | undefined;
  const when = elsewhere && !describeVariable(elsewhere).required ? ' in production' : '';
  return `**required**${when}${name in schemas.studio.shape ? '; `npm start` makes it' : ''}`;
}

/** Fit for a table; what is code is left as it is. */
function cellOf(text: string): string {
  const parts = text.replaceAll('|', String.raw`\|`).split(/(`[^`]*`)/);
  return parts.map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '&lt;'))).join('');
}
