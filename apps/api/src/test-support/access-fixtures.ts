import { randomUUID } from 'node:crypto';
import type { OperationId } from '@bom/contracts';
import { hashToken } from '../auth/secret-token.ts';
import type { ApiDeps } from '../deps.ts';
import type { Tenant } from './make-tenant.ts';

type Params = Record<string, string>;
interface Fixture {
  /** Something that the path names and that is the tenant's, or the studio's. */
  make(deps: ApiDeps, tenant: Tenant): Params | Promise<Params>;
  /** The same shape, naming nothing. */
  unknown(): Params;
}

const byId = (make: (deps: ApiDeps, tenant: Tenant) => string | Promise<string>): Fixture => ({
  make: async (deps, tenant) => ({ id: await make(deps, tenant) }),
  unknown: () => ({ id: randomUUID() }),
});

/** How to make what a path names: by the path's beginning, the longest that fits. */
const fixtures: Record<string, Fixture> = {
  '/api/clients/{id}': byId((_deps, { client }) => client.id),
  '/api/projects/{id}': byId((_deps, { projectId }) => projectId),
  '/api/videos/{id}': byId((_deps, { videoId }) => videoId),
  '/api/videos/{id}/revisions/{number}': {
    make: (_deps, { videoId }) => ({ id: videoId, number: '1' }),
    unknown: () => ({ id: randomUUID(), number: '1' }),
  },
  '/api/assembly/status/{job_id}': jobs(),
  '/api/assembly/{job_id}': jobs(),
  '/api/assets/{id}': byId(async ({ db }) => {
    const facts = { kind: 'image', mimeType: 'image/png', bytes: 1n, key: 'media/none' };
    return (await db.prisma.asset.create({ data: { sha256: randomUUID(), ...facts } })).id;
  }),
  '/api/api-keys/{id}': {
    make: async ({ db }) => {
      const id = randomUUID().replaceAll('-', '');
      await db.prisma.apiKey.create({ data: { id, name: 'x', secretHash: hashToken(id), scopes: [] } });
      return { id };
    },
    unknown: () => ({ id: randomUUID().replaceAll('-', '') }),
  },
  '/api/webhooks/tally/mappings/{form_id}': {
    make: async ({ db }) => {
      const formId = randomUUID();
      await db.prisma.tallyMapping.create({ data: { formId, fields: {} } });
      return { form_id: formId };
    },
    unknown: () => ({ form_id: randomUUID() }),
  },
  '/api/webhooks/events/{id}': byId(async ({ db }) => {
    const data = { source: 'tally', externalId: randomUUID(), body: Buffer.from('{}') };
    return (await db.prisma.webhookEvent.create({ data })).id;
  }),
  '/api/webhook-endpoints/{id}': byId(makeEndpoint),
  '/api/webhook-endpoints/{id}/deliveries/{delivery_id}': {
    make: async (deps) => {
      const id = await makeEndpoint(deps);
      const sent = { channel: 'webhook', template: 'video.approved', recipient: 'https://hook.example' } as const;
      const notice = await deps.db.prisma.notice.create({
        data: { ...sent, dedupeKey: randomUUID(), data: {}, status: 'sent', endpointId: id },
      });
      return { id, delivery_id: notice.id };
    },
    unknown: () => ({ id: randomUUID(), delivery_id: randomUUID() }),
  },
  '/api/invoices/{id}': byId(
    async ({ db }, { client }) => (await db.prisma.invoice.create({ data: { clientId: client.id } })).id,
  ),
  '/api/dead-letters/{id}': byId(async ({ db }, { videoId }) => {
    const failed = { kind: 'pipeline', phase: 'pipeline', status: 'failed' } as const;
    const job = await db.prisma.job.create({ data: { videoId, ...failed, request: {} } });
    const data = { jobId: job.id, queue: 'pipeline', errorClass: 'PermanentError', code: 'x', detail: 'x' };
    return (await db.prisma.deadLetter.create({ data })).id;
  }),
};

/** Bodies that pass validation, where `{}` does not. */
export const validBodies: Partial<Record<OperationId, object>> & Record<string, object> = {
  updateClient: { name: 'Bakery' },
  updateProject: { name: 'Spring' },
  updateVideo: { title: 'Bread' },
  rejectVideo: { note: 'Slower, please.' },
  // A scene that there is none of: told before any model is asked.
  reviseVideo: { note: 'Slower, please.', scenes: [{ index: 39, note: 'Slower.' }] },
  putTallyMapping: { fields: { question: 'email' } },
};

/** PUT makes what is not there. */
export const makesUnknown: ReadonlySet<string> = new Set(['putTallyMapping']);

/** @throws Error that says where to add a fixture, for a path that has none */
export function fixtureOf(path: string): Fixture {
  const fitting = Object.keys(fixtures).filter((start) => path === start || path.startsWith(`${start}/`));
  const [longest] = fitting.toSorted((a, b) => b.length - a.length);
  const fixture = longest && fixtures[longest];
  if (fixture && parameters(path).length === parameters(longest).length) return fixture;
  throw new Error(`The route ${path} has no fixture: add one to test-support/access-fixtures.ts.`);
}

const parameters = (path: string): string[] => path.match(/\{\w+\}/g) ?? [];

function jobs(): Fixture {
  return {
    make: async ({ db }, { videoId }) => {
      const ended = { kind: 'assembly', phase: 'assembly', status: 'complete', stage: 'done', progress: 100 } as const;
      const job = await db.prisma.job.create({ data: { videoId, ...ended, request: {}, finishedAt: new Date() } });
      return { job_id: job.id };
    },
    unknown: () => ({ job_id: randomUUID() }),
  };
}

async function makeEndpoint({ db }: ApiDeps): Promise<string> {
  const data = { url: 'https://hook.example', events: ['video.approved'], secret: `whsec_${'A'.repeat(32)}` };
  return (await db.prisma.webhookEndpoint.create({ data })).id;
}
