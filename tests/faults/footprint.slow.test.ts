import type { AppName } from '../stack/start-stack.ts';
import { expectInvariants } from './expect-invariants.ts';
import { expectSmall, footprintOf } from './footprint.ts';
import type { Footprint } from './footprint.ts';
import { openFaultStack } from './open-fault-stack.ts';
import type { FaultStack } from './open-fault-stack.ts';
import { row } from './open-report.ts';
import { askForFilm, finished } from './short-film.ts';

const apps: readonly AppName[] = ['api', 'pipeline-worker', 'render-worker'];
/** Caches and pools are full, and what is compiled late is compiled. */
const warmUp = 12;
const measured = 24;

let stack: FaultStack;

beforeAll(async () => {
  stack = await openFaultStack();
});

afterAll(() => stack.stop());

async function makeFilms(count: number): Promise<void> {
  for (let begun = 0; begun < count; begun += 3) {
    // One of three is rendered; the others find their parts.
    const films = await Promise.all([true, false, false].map((fresh) => askForFilm(stack, { fresh })));
    for (const { jobId } of films) await finished(stack, jobId);
  }
}

async function look(): Promise<Record<string, Footprint>> {
  const found: Record<string, Footprint> = {};
  for (const app of apps) found[app] = (await footprintOf(stack.pid(app))) ?? { rssMb: 0, openFiles: 0 };
  return found;
}

describe('the processes do not grow', () => {
  row(
    'I13',
    `film after film: ${measured} films later they hold as many files, and no more than a fifth more memory`,
    async () => {
      await makeFilms(warmUp);
      const before = await look();
      const pids = apps.map((app) => stack.pid(app));
      await makeFilms(measured);
      const after = await look();
      expect(apps.map((app) => stack.pid(app))).toEqual(pids);
      for (const app of apps) {
        const [early, late] = [before[app], after[app]];
        if (!early || !late) throw new Error(`${app} was not there`);
        expect({ app, grown: late.rssMb > early.rssMb * 1.2 + 20 ? late.rssMb - early.rssMb : 0 }).toEqual({
          app,
          grown: 0,
        });
        expect({ app, opened: late.openFiles > early.openFiles + 10 ? late.openFiles - early.openFiles : 0 }).toEqual({
          app,
          opened: 0,
        });
      }
      expectSmall(after);
      await expectInvariants(stack, stack.incidents);
    },
  );
});
