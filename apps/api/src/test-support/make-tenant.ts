import { randomUUID } from 'node:crypto';
import type { Client, PrismaClient } from '@bom/db';
import { openSession } from '../auth/sessions.ts';
import type { ApiDeps } from '../deps.ts';

export interface Tenant {
  client: Client;
  projectId: string;
  videoId: string;
  /** For `.set(...)`: a client that is signed in. */
  credential: { authorization: string };
  /** Whatever names something of this tenant. */
  ids: string[];
}

/** A client with a project and a film that waits for their review, signed in. */
export async function makeTenant(deps: ApiDeps): Promise<Tenant> {
  const { prisma } = deps.db;
  const email = `${randomUUID()}@client.example`;
  const client = await prisma.client.create({ data: { name: 'Bakery', email, emailKey: email } });
  const project = await prisma.project.create({ data: { clientId: client.id, name: 'Spring' } });
  const video = await makeReviewedVideo(prisma, { clientId: client.id, projectId: project.id });
  const session = await openSession(deps, { role: 'client', id: `client:${client.id}`, email, client });
  return {
    client,
    projectId: project.id,
    videoId: video.id,
    credential: { authorization: `Bearer ${session.accessToken}` },
    ids: [client.id, project.id, video.id, email],
  };
}

async function makeReviewedVideo(prisma: PrismaClient, owner: { clientId: string; projectId: string }) {
  const scenes = [{ narration: 'We bake at four.', visual: 'oven' }];
  const script = { hook: 'Fresh bread', scenes, cta: 'Come by' };
  const video = await prisma.video.create({
    data: { ...owner, title: 'Bread', script, status: 'review', revision: 1, reviewRevision: 1 },
  });
  await prisma.revision.create({ data: { videoId: video.id, number: 1, recipe: {}, script } });
  await prisma.videoEvent.create({ data: { videoId: video.id, type: 'video.review_requested', actor: 'key:studio' } });
  return video;
}
