import { drawOf } from './clock.ts';
import type { HostSettings } from './host.ts';
import type { Arrival, SimulatedClient } from './submit.ts';

export interface Scenario {
  name: string;
  /** What it stands for, in a sentence. */
  story: string;
  /** Simulated seconds in a real one: as many as two shared cores keep up with. */
  scale: number;
  beats: HostSettings['beats'];
  clients: SimulatedClient[];
  arrivals: Arrival[];
}

export const scenarioNames = ['film', 'day', 'burst', 'fairness'] as const;
export type ScenarioName = (typeof scenarioNames)[number];

const packages = ['kickstart', 'growth', 'scale'] as const;

export function scenarioOf(name: ScenarioName, { quick }: { quick: boolean }): Scenario {
  return { film: filmScenario, day: dayScenario, burst: burstScenario, fairness: fairnessScenario }[name](quick);
}

/** As slow as life, so that whatever happens by the clock (renewals, reports, polls) happens as often as in life. */
function filmScenario(quick: boolean): Scenario {
  const count = quick ? 3 : 12;
  const clients = makeClients(count, () => ({ packageId: 'growth', class: 'one film each' }));
  const arrivals = clients.map(({ name }, index) => ({ atSeconds: index * 2, client: name, topic: `film ${index}` }));
  const story = `${count} films at their real pace, for what a film takes of Postgres and Redis`;
  return { name: 'film', story, scale: 1, beats: 8, clients, arrivals };
}

/** Of a day's films in each hour, from midnight on: offices of a few time zones. */
const hours = [
  0.4, 0.3, 0.2, 0.2, 0.2, 0.3, 0.5, 1.2, 2.6, 2.9, 2.8, 2.5, 2, 2.4, 2.6, 2.4, 2.1, 1.6, 1.2, 1, 0.9, 0.8, 0.6, 0.5,
];
/** Stretches of the day that are played one after another, in minutes of the day. */
const windows = [
  { name: '03:00, the quietest hour', from: 180, minutes: 3 },
  { name: '08:00, the morning', from: 480, minutes: 4 },
  { name: '09:00, the busiest hour', from: 540, minutes: 6 },
  { name: '17:00, the evening', from: 1_020, minutes: 3 },
];

function dayScenario(quick: boolean): Scenario {
  const perDay = 10_000;
  const total = hours.reduce((sum, share) => sum + share, 0);
  const clients: SimulatedClient[] = [];
  const arrivals: Arrival[] = [];
  let beginSeconds = 0;
  for (const { name, from, minutes } of windows) {
    const seconds = (quick ? minutes / 3 : minutes) * 60;
    const perSecond = (perDay * (hours[Math.floor(from / 60)] ?? 0)) / total / 3_600;
    for (let at = gap(`${name} 0`, perSecond); at < seconds; at += gap(`${name} ${at}`, perSecond)) {
      const client = `day ${clients.length}`.replace(' ', '-');
      clients.push({ name: client, packageId: pick(client), class: name });
      arrivals.push({ atSeconds: beginSeconds + at, client, topic: `film ${client}` });
    }
    beginSeconds += seconds;
  }
  const story = '10,000 films a day on 20 workers: four stretches of the day, one after another';
  return { name: 'day', story, scale: 4, beats: 8, clients, arrivals };
}

/** Between arrivals that know nothing of each other. */
function gap(text: string, perSecond: number): number {
  return -Math.log(1 - drawOf(text)) / perSecond;
}

/** Half of all are on the smallest package. */
function pick(client: string): SimulatedClient['packageId'] {
  const draw = drawOf(`package of ${client}`);
  return draw < 0.5 ? 'kickstart' : draw < 0.8 ? 'growth' : 'scale';
}

function burstScenario(quick: boolean): Scenario {
  const count = quick ? 100 : 1_000;
  // Three clients in four want one film, the others more.
  const clients = makeClients(Math.round(count * 0.6), (name) => ({ packageId: pick(name), class: pick(name) }));
  const arrivals = Array.from({ length: count }, (_, index) => ({
    atSeconds: 0,
    client: clients[index < clients.length ? index : (index - clients.length) % Math.round(count * 0.15)]?.name ?? '',
    topic: `film ${index}`,
  }));
  const story = `a burst of ${count} submissions at once, of ${clients.length} clients`;
  return { name: 'burst', story, scale: 8, beats: 3, clients, arrivals };
}

function fairnessScenario(quick: boolean): Scenario {
  const [many, each, scale] = quick ? [100, 4, 8] : [500, 20, 8];
  const big: SimulatedClient = { name: 'big', packageId: 'scale', class: `${many} films (scale)` };
  const small = packages.flatMap((packageId) =>
    makeClients(each, () => ({ packageId, class: `1 film (${packageId})` }), packageId),
  );
  const all = Array.from({ length: many }, (_, index) => ({ atSeconds: 0, client: 'big', topic: `big ${index}` }));
  // Beginning when the big client's films are all there, over half of the time that those take.
  const stretch = many * 1.2;
  const later = small.map(({ name }, index) => ({
    atSeconds: 60 + ((index * 7) % small.length) * (stretch / small.length),
    client: name,
    topic: `film of ${name}`,
  }));
  const story = `one client with ${many} films on the largest package, and then ${small.length} clients with one film each`;
  return { name: 'fairness', story, scale, beats: 3, clients: [big, ...small], arrivals: [...all, ...later] };
}

function makeClients(
  count: number,
  describe: (name: string) => Omit<SimulatedClient, 'name'>,
  prefix = 'client',
): SimulatedClient[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `${prefix}-${index}`;
    return { name, ...describe(name) };
  });
}
