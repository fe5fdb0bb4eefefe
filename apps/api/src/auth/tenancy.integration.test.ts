import { randomUUID } from 'node:crypto';
import { createDb, Prisma } from '@bom/db';
import type { Client, Db, PrismaClient } from '@bom/db';
import { createDatabase } from '@bom/testing';
import { prismaFor } from './tenancy.ts';

interface Tenant {
  client: Client;
  prisma: PrismaClient;
  project: string;
  deletedProject: string;
  /** Sent for review. */
  film: string;
  /** Still in the studio. */
  draft: string;
  /** Sent for review, in the deleted project. */
  buried: string;
}

let db: Db;
let ann: Tenant;
let bob: Tenant;

beforeAll(async () => {
  db = createDb({ databaseUrl: await createDatabase(), onConnectionError: () => {} });
  ann = await makeTenant('Ann');
  bob = await makeTenant('Bob');
});

afterAll(() => db.close());

async function makeTenant(name: string): Promise<Tenant> {
  const emailKey = `${name.toLowerCase()}-${randomUUID()}@client.example`;
  const client = await db.prisma.client.create({ data: { name, email: emailKey, emailKey } });
  const clientId = client.id;
  const { id: project } = await db.prisma.project.create({ data: { clientId, name: `${name}'s` } });
  const { id: deletedProject } = await db.prisma.project.create({
    data: { clientId, name: 'gone', deletedAt: new Date() },
  });
  const makeVideo = async (projectId: string, reviewRevision: number | null) => {
    const video = await db.prisma.video.create({ data: { clientId, projectId, title: name, reviewRevision } });
    await db.prisma.revision.create({ data: { videoId: video.id, number: 1, recipe: {} } });
    await db.prisma.videoEvent.create({ data: { videoId: video.id, type: 'video.draft_ready', actor: 'system' } });
    await db.prisma.job.create({
      data: { videoId: video.id, kind: 'pipeline', phase: 'pipeline', request: {} },
    });
    return video.id;
  };
  const film = await makeVideo(project, 1);
  const draft = await makeVideo(project, null);
  const buried = await makeVideo(deletedProject, 1);
  await db.prisma.quotaUse.create({ data: { clientId, month: new Date('2026-01-01'), videoId: film } });
  const prisma = prismaFor(db, { kind: 'client', id: `client:${clientId}`, clientId });
  return { client, prisma, project, deletedProject, film, draft, buried };
}

const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id).toSorted();

describe('the database as a client sees it', () => {
  test('holds their own rows, and only films that were sent to them', async () => {
    const { prisma } = ann;
    expect(idsOf(await prisma.client.findMany())).toEqual([ann.client.id]);
    expect(idsOf(await prisma.package.findMany())).toEqual(['kickstart']);
    expect(idsOf(await prisma.project.findMany())).toEqual([ann.project]);
    expect(idsOf(await prisma.video.findMany())).toEqual([ann.film]);
    expect((await prisma.revision.findMany()).map(({ videoId }) => videoId)).toEqual([ann.film]);
    expect((await prisma.videoEvent.findMany()).map(({ videoId }) => videoId)).toEqual([ann.film]);
    expect((await prisma.quotaUse.findMany()).map(({ clientId }) => clientId)).toEqual([ann.client.id]);
  });

  test('is not widened by any condition', async () => {
    const { prisma } = ann;
    const others = [bob.film, ann.draft, ann.buried];
    for (const id of others) {
      expect(await prisma.video.findUnique({ where: { id } })).toBeNull();
      expect(await prisma.video.findFirst({ where: { OR: [{ id }, { title: 'x' }] } })).toBeNull();
      expect(await prisma.video.findFirst({ where: { NOT: { id: ann.film } } })).toBeNull();
      expect(await prisma.video.findFirst({ where: { AND: [{ id }], clientId: bob.client.id } })).toBeNull();
      expect(await prisma.revision.findUnique({ where: { videoId_number: { videoId: id, number: 1 } } })).toBeNull();
      await expect(prisma.video.findUniqueOrThrow({ where: { id } })).rejects.toThrow(/not found|No record/i);
    }
    expect(await prisma.client.findUnique({ where: { emailKey: bob.client.emailKey } })).toBeNull();
    expect(await prisma.video.findFirst({ where: { id: undefined } as never })).toMatchObject({ id: ann.film });
  });

  test('is counted and summed like that too', async () => {
    const { prisma } = ann;
    expect(await prisma.video.count()).toBe(1);
    expect(await prisma.video.count({ where: { clientId: bob.client.id } })).toBe(0);
    expect((await prisma.video.aggregate({ _count: true }))._count).toBe(1);
    const groups = await prisma.project.groupBy({ by: ['clientId'], _count: { _all: true } });
    expect(groups).toEqual([{ clientId: ann.client.id, _count: { _all: 1 } }]);
  });

  test('filters what is included, selected and counted beneath a row, at any depth', async () => {
    const { prisma } = ann;
    const included = await prisma.client.findFirstOrThrow({
      include: { videos: true, projects: { include: { videos: { where: { title: 'Ann' } } } }, package: true },
    });
    expect(idsOf(included.videos)).toEqual([ann.film]);
    expect(included.projects.map(({ id, videos }) => [id, idsOf(videos)])).toEqual([[ann.project, [ann.film]]]);
    expect(included.package.id).toBe('kickstart');
    const selected = await prisma.video.findFirstOrThrow({
      select: {
        id: true,
        client: { select: { videos: { select: { id: true } }, _count: { select: { videos: true } } } },
      },
    });
    expect(selected).toEqual({ id: ann.film, client: { videos: [{ id: ann.film }], _count: { videos: 1 } } });
    expect(idsOf((await prisma.client.findUnique({ where: { id: ann.client.id } }).videos()) ?? [])).toEqual([
      ann.film,
    ]);
    expect(await prisma.client.findUnique({ where: { id: bob.client.id } }).videos()).toBeNull();
  });

  test('refuses relations that lead to the studio or to other clients', async () => {
    const { prisma } = ann;
    const queries = [
      () => prisma.package.findMany({ include: { clients: true } }),
      () => prisma.package.findMany({ include: { _count: true } }),
      () => prisma.package.findMany({ select: { _count: { select: { clients: true } } } }),
      () => prisma.client.findMany({ include: { package: { include: { clients: true } } } }),
      () => prisma.client.findMany({ include: { invoices: true } }),
      () => prisma.video.findMany({ include: { jobs: true } }),
      () => prisma.video.findMany({ select: { usage: { select: { costMicrocents: true } } } }),
      () => prisma.client.findMany({ include: { videos: { include: { steps: true } } } }),
      () => prisma.client.findMany({ include: { videos: { where: { jobs: { some: { status: 'failed' } } } } } }),
    ];
    for (const query of queries) await expect(query()).rejects.toThrow(/Clients may not/);
  });

  test('refuses conditions and orders that would tell what lies in lists', async () => {
    const { prisma } = ann;
    const queries = [
      () => prisma.project.findMany({ where: { videos: { some: { status: 'pending' } } } }),
      () => prisma.project.count({ where: { OR: [{ videos: { none: {} } }] } }),
      () => prisma.client.findMany({ where: { NOT: { videos: { every: { status: 'draft' } } } } }),
      () => prisma.video.findMany({ where: { project: { client: { package: { clients: { some: {} } } } } } }),
      () => prisma.client.findMany({ orderBy: { videos: { _count: 'desc' } } }),
      () => prisma.video.findMany({ cursor: { id: bob.film } }),
    ];
    for (const query of queries) await expect(query()).rejects.toThrow(/Clients may not/);
    expect(await prisma.video.count({ where: { project: { is: { deletedAt: null } } } })).toBe(1);
  });

  test('changes nothing that could not be read, nor whose it is', async () => {
    const { prisma } = ann;
    for (const id of [bob.film, ann.draft, ann.buried]) {
      expect(await prisma.video.updateMany({ where: { id }, data: { title: 'mine' } })).toEqual({ count: 0 });
    }
    expect(await prisma.video.updateMany({ data: { title: 'Ann' } })).toEqual({ count: 1 });
    const move = prisma.video.updateMany({ data: { clientId: bob.client.id } });
    await expect(move).rejects.toThrow(/Clients may not change/);
  });

  test('is the same within transactions, and closed to raw SQL', async () => {
    const { prisma } = ann;
    expect(await prisma.$transaction((tx) => tx.video.count())).toBe(1);
    expect(await prisma.$transaction([prisma.video.count(), prisma.project.count()])).toEqual([1, 1]);
    await expect(prisma.$transaction((tx) => tx.job.findMany())).rejects.toThrow(/Clients may not/);
    const raw = [
      () => prisma.$queryRaw`SELECT 1`,
      () => prisma.$queryRawUnsafe('SELECT 1'),
      () => prisma.$executeRaw`SELECT 1`,
      () => prisma.$executeRawUnsafe('SELECT 1'),
      () => prisma.$transaction((tx) => tx.$queryRaw`SELECT 1`),
    ];
    for (const query of raw) await expect(query()).rejects.toThrow(/Clients may not/);
  });

  const visible = new Set(['Client', 'Package', 'QuotaUse', 'Project', 'Video', 'Revision', 'VideoEvent']);
  const writes = ['create', 'createMany', 'createManyAndReturn', 'update', 'updateManyAndReturn', 'upsert'];
  const refusedOperations = [...writes, 'delete', 'deleteMany', 'findRaw', 'aggregateRaw'];
  const reads = ['findUnique', 'findUniqueOrThrow', 'findFirst', 'findFirstOrThrow', 'findMany', 'count', 'aggregate'];
  const operations = [...reads, 'groupBy', 'updateMany', ...refusedOperations];
  type AnyModel = Record<string, (args: object) => Promise<unknown>>;
  const modelOf = (prisma: PrismaClient, name: string) =>
    (prisma as unknown as Record<string, AnyModel>)[name.charAt(0).toLowerCase() + name.slice(1)] ?? {};

  test.each(Object.keys(Prisma.ModelName))('lets every operation on %s be filtered or refused', async (name) => {
    const model = modelOf(ann.prisma, name);
    const all = Object.keys(model).filter((key) => typeof model[key] === 'function' && !key.startsWith('$'));
    const known = operations.filter((operation) => typeof model[operation] === 'function');
    expect(known).toHaveLength(operations.length);
    expect(all.filter((key) => !operations.includes(key) && key !== 'fields')).toEqual([]);
    for (const operation of visible.has(name) ? refusedOperations : operations) {
      await expect(model[operation]?.({ where: { id: 'x' }, data: {}, create: {}, update: {} })).rejects.toThrow(
        /Clients may not/,
      );
    }
  });

  test('is whole for staff and services', async () => {
    const staff = prismaFor(db, { kind: 'staff', id: 'key:studio', scopes: ['staff'] });
    expect(await staff.video.count()).toBe(6);
    expect(prismaFor(db, { kind: 'service', id: 'key:x', scopes: [] })).toBe(db.prisma);
  });
});
