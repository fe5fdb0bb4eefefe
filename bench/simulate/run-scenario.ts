import { setTimeout as sleep } from 'node:timers/promises';
import { workerRedis } from '@bom/jobs';
import { waitFor } from '@bom/testing';
import type { HostReport } from './host.ts';
import { observe } from './observe.ts';
import type { Used } from './observe.ts';
import { openStudio } from './open-studio.ts';
import type { Studio, StudioPlan } from './open-studio.ts';
import type { Scenario } from './scenarios.ts';
import { makeClients, submit } from './submit.ts';

/** A film's way, in simulated seconds from its submission. */
export interface FilmTimes {
  class: string;
  startedAfter: number;
  draftAfter: number;
  /** Spent in each stage, waiting for the next one included. */
  stages: Record<string, number>;
}

export interface Outcome {
  films: FilmTimes[];
  failed: number;
  /** Films that the sweep had to put into a queue again. */
  redelivered: number;
  /** Real milliseconds of each answer to a submission. */
  answersMs: number[];
  used: Used;
  /** The same of a while with nothing to do. */
  idle: Used;
  hosts: HostReport[];
  /** Bytes that a queued film takes in Redis; null where hardly any waited. */
  redisBytesPerWaitingFilm: number | null;
}

/** Plays a scenario through on servers of its own. */
export async function runScenario(scenario: Scenario, plan: Omit<StudioPlan, 'scale' | 'beats'>): Promise<Outcome> {
  const studio = await openStudio({ ...plan, scale: scenario.scale, beats: scenario.beats });
  try {
    await warmUp(studio, scenario);
    return await play(studio, scenario);
  } finally {
    await studio.close();
  }
}

/** To the pipeline and to assembly. */
const usualDeliveries = 2;
const warmUpFilms = 10;

/** The first films of a process take many times the processor time of later ones. */
async function warmUp(studio: Studio, { scale }: Scenario): Promise<void> {
  await makeClients(studio.db, [{ name: 'warm', packageId: 'scale', class: '' }]);
  const arrivals = Array.from({ length: warmUpFilms }, (_, index) => ({
    atSeconds: 0,
    client: 'warm',
    topic: `warm ${index}`,
  }));
  await submit(studio, arrivals, scale);
  await untilIdle(studio);
}

async function play(studio: Studio, { clients, arrivals, scale }: Scenario): Promise<Outcome> {
  const { prisma } = studio.db;
  await makeClients(studio.db, clients);
  await Promise.all(studio.hosts.map((host) => host.report()));
  const idle = await observeIdle(studio);
  const observer = await observe(studio);
  const answers = submit(studio, arrivals, scale);
  const redisBytesPerWaitingFilm = await weighWaiting(studio);
  const answersMs = await answers;
  await untilIdle(studio);
  const used = await observer.end();
  const hosts = await Promise.all(studio.hosts.map((host) => host.report()));
  const jobs = await prisma.job.findMany({
    where: { video: { client: { name: { not: 'warm' } } } },
    include: { video: { include: { client: true } } },
  });
  const done = jobs.filter(({ status }) => status === 'complete');
  const classes = new Map(clients.map((client) => [client.name, client.class]));
  const after = (from: Date, to: Date | null) => ((Number(to) - Number(from)) / 1000) * scale;
  const films = done.map(({ createdAt, startedAt, finishedAt, stageTimes, video }) => ({
    class: classes.get(video.client.name) ?? '',
    startedAfter: after(createdAt, startedAt),
    draftAfter: after(createdAt, finishedAt),
    stages: simulated(stageTimes as Record<string, number>, scale),
  }));
  const failed = arrivals.length - done.length;
  const redelivered = done.filter(({ deliveries }) => deliveries > usualDeliveries).length;
  return { films, failed, redelivered, answersMs, used, idle, hosts, redisBytesPerWaitingFilm };
}

function simulated(milliseconds: Record<string, number>, scale: number): Record<string, number> {
  return Object.fromEntries(Object.entries(milliseconds).map(([stage, ms]) => [stage, (ms / 1000) * scale]));
}

async function observeIdle(studio: Studio): Promise<Used> {
  const observer = await observe(studio);
  await sleep(10_000);
  return observer.end();
}

async function untilIdle({ db }: Studio): Promise<void> {
  const isIdle = async () =>
    (await db.prisma.job.count({ where: { status: { in: ['queued', 'processing'] } } })) === 0 &&
    (await db.prisma.notice.count({ where: { status: 'pending' } })) === 0;
  await waitFor(isIdle, { timeoutMs: 900_000, intervalMs: 500 });
}

const enoughToWeigh = 50;
const prefix = 'bull:pipeline:';

/** By Redis's own count, once enough films wait; null where that does not come to be within some seconds. */
async function weighWaiting({ redisUrl }: Studio): Promise<number | null> {
  const redis = workerRedis(redisUrl);
  try {
    const waiting = () => redis.zcard(`${prefix}prioritized`);
    await waitFor(async () => (await waiting()) >= enoughToWeigh, { timeoutMs: 8_000, intervalMs: 200 });
    const set = Number(await redis.memory('USAGE', `${prefix}prioritized`, 'SAMPLES', '0')) / (await waiting());
    const ids = await redis.zrange(`${prefix}prioritized`, 0, String(enoughToWeigh - 1));
    const own = await Promise.all(ids.map((id) => redis.memory('USAGE', `${prefix}${id}`)));
    return set + own.reduce<number>((sum, bytes) => sum + Number(bytes), 0) / own.length;
  } catch {
    return null;
  } finally {
    redis.disconnect();
  }
}
