// What a revision takes beside the whole film, in the same run.
// npx tsx --conditions=@bom/source bench/revise/main.ts [--rounds 3] [--profile standard] [--compiled] [--at-once 2]
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Job } from '@bom/db';
import { makeTone, waitFor } from '@bom/testing';
import { measureMemory, median } from '../render/measure-cost.ts';
import { printMachine } from '../render/print-machine.ts';
import { openStack } from './open-stack.ts';

const { values: asked } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    profile: { type: 'string', default: 'standard' },
    compiled: { type: 'boolean', default: false },
    'at-once': { type: 'string', default: String(availableParallelism()) },
  },
});

interface Measured {
  wallMs: number;
  job: Job;
  /** From the request to its answer: a revision is planned in that time. */
  answeredMs: number;
}

/** Of the whole film's time. */
const targets = {
  'the whole film': 1,
  nothing: 0.05,
  'music only': 0.15,
  'one picture': 0.3,
  'one scene’s words': 0.3,
};
type Change = keyof typeof targets;
const changes = Object.keys(targets) as Change[];

const stack = await openStack({ profile: asked.profile, compiled: asked.compiled, atOnce: asked['at-once'] });
try {
  await run();
} finally {
  await stack.close();
}

async function run(): Promise<void> {
  await printMachine();
  const all = new Map<Change, Measured[]>(changes.map((change) => [change, []]));
  const memory = await measureMemory(async () => {
    for (let round = 0; round < Number(asked.rounds); round += 1) {
      for (const [change, measured] of Object.entries(await measureRound(round)))
        all.get(change as Change)?.push(measured);
      await printMachine();
    }
  }, stack.renderWorkerPid);
  printRatios(all);
  printStages(all);
  console.log('\nmost MB of the render worker (shared once: pages of several processes count once)');
  console.table({ [`${asked['at-once']} at once${asked.compiled ? ', compiled' : ''}`]: memory });
}

/** A film of its own, so that nothing is left from the round before, and a revision of each kind. */
async function measureRound(round: number): Promise<Record<Change, Measured>> {
  const videoId = await makeVideo(`Bakery ${round} ${randomUUID().slice(0, 4)}`);
  const script = scriptOf(round);
  const film = await measure(`/api/videos/${videoId}/generate`, { script, formats: ['vertical'] });
  const revise = (change: object) =>
    measure(`/api/videos/${videoId}/revise`, { note: 'As agreed.', script, ...change });
  const spoken = script.scenes.with(3, {
    narration: `Say another thing ${round}, and say it well.`,
    visual: 'An oven',
  });
  return {
    'the whole film': film,
    nothing: await revise({}),
    'music only': await revise({
      music_url: await upload(makeTone({ seconds: 8, hertz: 220 + round, amplitude: 0.2 })),
    }),
    'one picture': await revise({ images: { 2: await upload(await readPicture(videoId)) } }),
    'one scene’s words': await revise({ script: { ...script, scenes: spoken } }),
  };
}

/** About 30 seconds. */
function scriptOf(round: number) {
  const lines = [
    'We bake our bread at four in the morning, every single day.',
    'The coffee is roasted two streets away, by people we know.',
    'At noon there is cake, and it is gone by one, so be early.',
    'In the afternoon we make tea, and there is always time to sit.',
    'At five there is soup, made from what the market had today.',
    'And if you are late, there is still a warm pie waiting.',
  ];
  return {
    language: 'en',
    hook: `What does the street smell of, at day ${round + 1}?`,
    scenes: lines.map((line, index) => ({
      narration: `Part ${round + 1}. ${line}`,
      visual: index === 3 ? 'An oven' : `Scene ${index} of a bakery, round ${round}`,
    })),
    cta: 'Come by, we are open.',
  };
}

/** A picture of the film itself: as hard to draw and to encode as the others. */
async function readPicture(videoId: string): Promise<Buffer> {
  const where = { videoId, name: 'image' };
  const { result } = await stack.db.prisma.jobStep.findFirstOrThrow({ where, orderBy: { createdAt: 'desc' } });
  return stack.read((result as { source: { key: string } }).source.key);
}

async function makeVideo(name: string): Promise<string> {
  const email = `${randomUUID()}@client.example`;
  const { prisma } = stack.db;
  const client = await prisma.client.create({ data: { name, email, emailKey: email } });
  const project = await prisma.project.create({ data: { clientId: client.id, name } });
  return (await prisma.video.create({ data: { clientId: client.id, projectId: project.id, title: name } })).id;
}

async function upload(bytes: Buffer): Promise<string> {
  return (await stack.post('/api/assets', bytes))['url'] as string;
}

/** From the request until the film is a draft, by the clock of the rows: no polling is in it. */
async function measure(path: string, request: object): Promise<Measured> {
  const begin = Date.now();
  const { job_id: id } = (await stack.post(path, request)) as { job_id: string };
  const answeredMs = Date.now() - begin;
  const find = () => stack.db.prisma.job.findUniqueOrThrow({ where: { id } });
  const job = await waitFor(
    async () => {
      const found = await find();
      return found.finishedAt && found;
    },
    { timeoutMs: 600_000, intervalMs: 250 },
  );
  if (job.status !== 'complete') throw new Error(`${path}: ${JSON.stringify(job.error)}`);
  return { wallMs: Number(job.finishedAt) - begin, job, answeredMs };
}

function printRatios(all: Map<Change, Measured[]>): void {
  const film = all.get('the whole film') ?? [];
  console.log(
    `\n${asked.rounds} round(s), ${asked.profile}, vertical, offline; medians; ratios to the whole film of the same round`,
  );
  const rows = changes.map((change) => {
    const measured = all.get(change) ?? [];
    const ratios = measured.map(({ wallMs }, round) => rounded(wallMs / (film[round]?.wallMs ?? wallMs)));
    const { segmentsTotal = 0, segmentsReused = 0 } = measured[0]?.job ?? {};
    return {
      changed: change,
      rendered: `${segmentsTotal - segmentsReused} of ${segmentsTotal}`,
      seconds: rounded(median(measured.map(({ wallMs }) => wallMs)) / 1000),
      ratio: median(ratios),
      'at most': targets[change],
      verdict: median(ratios) <= targets[change] ? 'yes' : 'NO',
      rounds: ratios.join(' '),
    };
  });
  console.table(rows);
}

/** Where the time goes, in milliseconds. */
function printStages(all: Map<Change, Measured[]>): void {
  const stages = [
    'queued',
    'script',
    'images',
    'voice',
    'fetching',
    'planning',
    'rendering',
    'mixing',
    'checking',
    'uploading',
  ];
  const rows = changes.map((change) => {
    const measured = all.get(change) ?? [];
    const times = stages.map((stage) => {
      const spent = measured.map(({ job }) => (job.stageTimes as Record<string, number>)[stage] ?? 0);
      return [stage, Math.round(median(spent))];
    });
    const answered = Math.round(median(measured.map(({ answeredMs }) => answeredMs)));
    return { changed: change, answered, ...Object.fromEntries(times) };
  });
  console.table(rows);
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
