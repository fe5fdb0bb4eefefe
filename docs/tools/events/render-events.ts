import { buildOpenApi } from '@bom/contracts';

interface Schema {
  $ref?: string;
  description?: string;
  properties?: Record<string, Schema>;
}

interface Delivery {
  post: {
    summary: string;
    requestBody: { content: { 'application/json': { schema: Schema; example: { data: Record<string, unknown> } } } };
  };
}

const { webhooks = {}, components = {} } = buildOpenApi();
const schemas = (components.schemas ?? {}) as Record<string, Schema>;

/** docs/callers/events.md, before it is formatted. */
export function renderEvents(): string {
  const entries = Object.entries(webhooks as unknown as Record<string, Delivery>);
  return `${[preamble, ...entries.map(([type, { post }]) => sectionOf(type, post))].join('\n\n')}\n`;
}

const preamble = `# Events

<!-- Made from packages/contracts/src/events.ts by
     npx tsx --conditions=@bom/source docs/tools/events.ts
     A test fails when this page differs. -->

What the studio sends to webhook endpoints and, of \`job.complete\` and \`job.failed\`, to the \`callback_url\` of a job: \`POST\` with JSON,
\`{type, timestamp, data}\`. An event has one shape, wherever it goes. Every \`video.*\` carries \`video_id\`, \`client_id\`, \`project_id\`,
\`title\`, \`revision\` and the \`status\` of the video after it; every \`job.*\` carries \`job_id\`, \`video_id\`, \`client_id\`, \`kind\`, \`title\`,
\`revision\` and the caller's \`metadata\`.

Fields and types may be added: pass over those that you don't know. Verify each delivery, and remember its \`webhook-id\`, since it may
come more than once; [n8n](n8n.md) shows both. \`verifyWebhook\` of \`@bom/client\` gives the event typed by its \`type\`. In the OpenAPI
document they are the section \`webhooks\`.`;

function sectionOf(type: string, { summary, requestBody }: Delivery['post']): string {
  const { schema, example } = requestBody.content['application/json'];
  const { data } = resolve(schema).properties ?? {};
  const meanings = Object.entries(resolve(data ?? {}).properties ?? {}).flatMap(([name, field]) =>
    field.description === undefined || isCommon(type, name) ? [] : [`- \`${name}\`: ${field.description}`],
  );
  const parts = [`## ${type}`, summary, `\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\``];
  return [...parts, ...(meanings.length > 0 ? [meanings.join('\n')] : [])].join('\n\n');
}

/** Told of at the top, once for all. */
const isCommon = (type: string, name: string): boolean =>
  (type.startsWith('video.') && ['revision', 'status'].includes(name)) ||
  (type.startsWith('job.') && ['title', 'revision', 'metadata'].includes(name));

function resolve(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : (schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {});
}
