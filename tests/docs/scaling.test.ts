import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { playScaling } from './play-scaling.ts';
import type { Load, ScalingRule, Second } from './play-scaling.ts';

interface Policies {
  stabilizationWindowSeconds: number;
  policies: { type: 'Percent' | 'Pods'; value: number; periodSeconds: number }[];
}

interface Written {
  spec: {
    minReplicaCount: number;
    maxReplicaCount: number;
    advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleUp: Policies; scaleDown: Policies } } };
    triggers: { metricType?: 'Value' | 'AverageValue'; metadata: { query: string; threshold: string } }[];
  };
}

/** The rule as it stands in the manifest. */
function readRule(): ScalingRule {
  const path = join(__dirname, '../../deploy/kubernetes/base/scaling.yaml');
  const { spec } = parse(readFileSync(path, 'utf8')) as Written;
  const { scaleUp, scaleDown } = spec.advanced.horizontalPodAutoscalerConfig.behavior;
  const policyOf = ({ policies }: Policies, type: string) => policies.find((policy) => policy.type === type);
  return {
    min: spec.minReplicaCount,
    max: spec.maxReplicaCount,
    triggers: spec.triggers.map(({ metricType = 'AverageValue', metadata }) => ({
      metricType,
      figure: figureOf(metadata.query),
      threshold: Number(metadata.threshold),
    })),
    up: {
      stabilizationSeconds: scaleUp.stabilizationWindowSeconds,
      percent: policyOf(scaleUp, 'Percent')?.value ?? 0,
      pods: policyOf(scaleUp, 'Pods')?.value ?? 0,
      periodSeconds: policyOf(scaleUp, 'Pods')?.periodSeconds ?? 0,
    },
    down: {
      stabilizationSeconds: scaleDown.stabilizationWindowSeconds,
      percent: policyOf(scaleDown, 'Percent')?.value ?? 0,
      periodSeconds: policyOf(scaleDown, 'Percent')?.periodSeconds ?? 0,
    },
  };
}

function figureOf(query: string): 'open' | 'active' | 'oldestWait' {
  if (query.includes('oldest_waiting')) return 'oldestWait';
  return query.includes('waiting|prioritized|active') ? 'open' : 'active';
}

const rule = readRule();
/** As docs/simulation.md measured: a film renders for 31 s of a core, in eight segments. */
const film = { segmentSeconds: 4, segments: 8 };
const machine = { segmentSeconds: film.segmentSeconds, startSeconds: 90 };

/** So many films a second for so long, spread evenly, and then nothing. */
function burst(filmsPerSecond: number, lastsSeconds: number, seconds: number): Load {
  const segmentsBy = (second: number) => Math.floor(Math.min(second, lastsSeconds) * filmsPerSecond * film.segments);
  return { ...machine, seconds, arrivals: (second) => segmentsBy(second + 1) - segmentsBy(second) };
}

const longestWait = (history: Second[]) => Math.max(...history.map(({ oldestWait }) => oldestWait));
const mostOf = (history: Second[]) => Math.max(...history.map(({ replicas }) => replicas));

describe('the rule by which render workers come and go', () => {
  test('leaves one worker alone with what one worker can do', () => {
    const oneFilm = playScaling(rule, { ...machine, seconds: 600, arrivals: (second) => (second === 0 ? 8 : 0) });
    expect(mostOf(oneFilm)).toBe(1);
    expect(longestWait(oneFilm)).toBeLessThan(20);
  });

  test('adds no more than the load needs: five workers for 0.1 films a second, which takes two and their start', () => {
    const history = playScaling(rule, burst(0.1, 3600, 7200));
    expect(mostOf(history)).toBeLessThanOrEqual(5);
    expect(longestWait(history)).toBeLessThan(60);
    expect(history.findLastIndex(({ oldestWait }) => oldestWait > 30)).toBeLessThan(240);
  });

  test('bears the burst of 1,000 submissions as it comes out of the pipeline: 0.31 films a second for 54 minutes', () => {
    const history = playScaling(rule, burst(0.31, 3240, 7200));
    // Nobody waits longer than half a minute once the first workers have started.
    expect(history.findLastIndex(({ oldestWait }) => oldestWait > 30)).toBeLessThan(300);
    expect(longestWait(history)).toBeLessThan(120);
    expect(history.at(-1)).toEqual({ replicas: rule.min, oldestWait: 0, open: 0 });
  });

  test('is at its limit within minutes where a burst is too much for all, and back at one an hour later', () => {
    const history = playScaling(rule, burst(3, 600, 7200));
    expect(history.findIndex(({ replicas }) => replicas === rule.max)).toBeLessThan(300);
    expect(history.at(-1)).toEqual({ replicas: rule.min, oldestWait: 0, open: 0 });
  });

  test('adds workers for few segments that take long, and takes none away from work in hand', () => {
    const load = { segmentSeconds: 300, startSeconds: 90, seconds: 3600, arrivals: (s: number) => (s === 0 ? 40 : 0) };
    const history = playScaling(rule, load);
    expect(mostOf(history)).toBeGreaterThanOrEqual(15);
    // Twelve minutes; five workers, one for each eight segments, would take twenty.
    expect(history.findLastIndex(({ open }) => open > 0)).toBeLessThan(720);
    const idle = history.filter(
      ({ replicas, open }, index) => replicas < (history[index - 1]?.replicas ?? 0) && open > replicas * 2,
    );
    expect(idle).toEqual([]);
  });
});
