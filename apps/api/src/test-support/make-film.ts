import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Scope } from '@bom/contracts';
import type { Client, Video } from '@bom/db';
import type { VideoStatus } from '@bom/domain';
import { openSession } from '../auth/sessions.ts';
import { findSubject } from '../auth/subject.ts';
import type { TestApi } from './start-api.ts';

/** For `.set(...)` */
export type Credential = { authorization: string };

export const script = {
  hook: 'Fresh bread',
  scenes: [
    { narration: 'We bake at four.', visual: 'oven' },
    { narration: 'You eat at seven.', visual: 'table' },
  ],
  cta: 'Come by',
};

export async function makeClient({ deps }: TestApi, fields: Partial<Client> = {}): Promise<Client> {
  const email = `${randomUUID()}@client.example`;
  const data = { name: 'North Bakery', email, emailKey: email, ...fields };
  return deps.db.prisma.client.create({ data: data as never });
}

/** A video with a finished film for each of its revisions, whatever its status. */
export async function makeFilm(
  api: TestApi,
  {
    client,
    status = 'draft',
    revision = 1,
    reviewRevision = null,
  }: { client?: Client; status?: VideoStatus; revision?: number; reviewRevision?: number | null } = {},
): Promise<Video> {
  const { prisma } = api.deps.db;
  const owner = client ?? (await makeClient(api));
  const project = await prisma.project.create({ data: { clientId: owner.id, name: 'Spring' } });
  const files = filesOf(revision);
  const video = await prisma.video.create({
    data: {
      clientId: owner.id,
      projectId: project.id,
      title: 'Bread',
      script: scriptOf(revision),
      status,
      revision,
      reviewRevision,
      durationMs: 12_000,
      ...files,
    },
  });
  for (let number = 1; number <= revision; number += 1) {
    await prisma.revision.create({
      data: { videoId: video.id, number, recipe: {}, script: scriptOf(number), ...filesOf(number) },
    });
  }
  return video;
}

/** Tells revisions apart. */
export const scriptOf = (revision: number) => ({ ...script, hook: `Hook of revision ${revision}` });

function filesOf(revision: number) {
  const film = { width: 1080, height: 1920, duration_seconds: 10 + revision, bytes: 1000, sha256: 'a'.repeat(64) };
  return {
    formats: { vertical: { key: `films/r${revision}.mp4`, ...film } },
    posterKey: `films/r${revision}.jpg`,
    captions: { srt: `films/r${revision}.srt`, vtt: `films/r${revision}.vtt` },
  };
}

export async function signInAs({ deps }: TestApi, client: Client): Promise<Credential> {
  const subject = await findSubject(deps, `client:${client.id}`);
  if (!subject) throw new Error('The client is not there.');
  const { accessToken } = await openSession(deps, subject);
  return { authorization: `Bearer ${accessToken}` };
}

export async function makeService({ deps }: TestApi, scopes: Scope[]): Promise<Credential> {
  const id = randomBytes(8).toString('hex');
  const secret = randomBytes(24).toString('hex');
  const secretHash = createHash('sha256').update(secret).digest('hex');
  await deps.db.prisma.apiKey.create({ data: { id, name: 'engine', secretHash, scopes } });
  return { authorization: `Bearer bom_${id}_${secret}` };
}
