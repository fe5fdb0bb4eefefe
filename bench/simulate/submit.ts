import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '@bom/db';
import { tallySecret } from './open-studio.ts';
import type { Studio } from './open-studio.ts';

/** A submission, at so many simulated seconds from the start. */
export interface Arrival {
  atSeconds: number;
  client: string;
  /** Names the film: no two are alike. */
  topic: string;
}

export interface SimulatedClient {
  name: string;
  packageId: 'kickstart' | 'growth' | 'scale';
  /** Films of a class are counted together. */
  class: string;
}

/** The clients as the studio knows them, with quotas that none of them meets. */
export async function makeClients({ prisma }: Db, clients: SimulatedClient[]): Promise<void> {
  const data = clients.map(({ name, packageId }) => {
    const email = `${name}@client.example`;
    return { name, packageId, email, emailKey: email, quotaOverride: 100_000 };
  });
  await prisma.client.createMany({ data });
}

/** Posts each submission when it is due, whether or not earlier ones are answered; how long answers took, in milliseconds. */
export async function submit(studio: Studio, arrivals: Arrival[], scale: number): Promise<number[]> {
  const startedAt = performance.now();
  const answers: Promise<number>[] = [];
  for (const arrival of arrivals.toSorted((a, b) => a.atSeconds - b.atSeconds)) {
    const waitMs = (arrival.atSeconds * 1000) / scale - (performance.now() - startedAt);
    if (waitMs > 0) await sleep(waitMs);
    answers.push(post(studio, arrival));
    // A burst is as many as sixteen senders make.
    if (answers.length % 16 === 0 && waitMs <= 0) await answers.at(-1);
  }
  return Promise.all(answers);
}

async function post({ url }: Studio, { client, topic }: Arrival): Promise<number> {
  const startedAt = performance.now();
  const answers = {
    'Business name': client,
    'E-mail': `${client}@client.example`,
    'What do you sell?': 'Sourdough bread and coffee',
    'Who is your target customer?': 'Early commuters',
    'What makes you different?': 'We bake at four in the morning',
    Topic: topic,
  };
  const fields = Object.entries(answers).map(([label, value], index) => ({
    key: `question_${index}`,
    label,
    type: label === 'E-mail' ? 'INPUT_EMAIL' : 'INPUT_TEXT',
    value,
  }));
  const data = { submissionId: topic.replaceAll(' ', '-'), formId: 'simulated', fields };
  const body = JSON.stringify({ eventId: topic, eventType: 'FORM_RESPONSE', data });
  const signature = createHmac('sha256', tallySecret).update(body).digest('base64');
  const headers = { 'content-type': 'application/json', 'tally-signature': signature };
  const answer = await fetch(`${url}/api/webhooks/tally`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`A submission was refused: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
  return performance.now() - startedAt;
}
