/** What deploy/kubernetes/base/scaling.yaml says, as far as it decides how many render workers there are. */
export interface ScalingRule {
  min: number;
  max: number;
  triggers: { metricType: 'Value' | 'AverageValue'; figure: 'open' | 'active' | 'oldestWait'; threshold: number }[];
  up: { stabilizationSeconds: number; percent: number; pods: number; periodSeconds: number };
  down: { stabilizationSeconds: number; percent: number; periodSeconds: number };
}

export interface Load {
  /** Segments that come in this second. */
  arrivals(second: number): number;
  /** Of a core, each. */
  segmentSeconds: number;
  /** From the wish for a worker to its first segment: a machine, an image, a start. */
  startSeconds: number;
  seconds: number;
}

export interface Second {
  replicas: number;
  oldestWait: number;
  /** Segments that wait or are worked on. */
  open: number;
}

/** The autoscaler looks every 15 seconds, and leaves well alone within a tenth (Kubernetes' defaults). */
const syncSeconds = 15;
const tolerance = 0.1;
const concurrency = 2;

/**
 * Plays the rule second by second, with the formula of the horizontal pod autoscaler and KEDA's figures:
 * https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details
 */
export function playScaling(rule: ScalingRule, load: Load): Second[] {
  const waiting: number[] = [];
  let working: number[] = [];
  /** When each worker can begin. */
  let workers: number[] = Array.from({ length: rule.min }, () => 0);
  const wishes: { second: number; replicas: number }[] = [];
  const history: Second[] = [];
  for (let second = 0; second < load.seconds; second += 1) {
    for (let n = load.arrivals(second); n > 0; n -= 1) waiting.push(second);
    working = working.filter((end) => end > second);
    const slots = workers.filter((ready) => ready <= second).length * concurrency;
    while (working.length < slots && waiting.length > 0) {
      waiting.shift();
      working.push(second + load.segmentSeconds);
    }
    const oldestWait = waiting.length > 0 ? second - (waiting[0] ?? second) : 0;
    history.push({ replicas: workers.length, oldestWait, open: waiting.length + working.length });
    if (second % syncSeconds !== 0) continue;
    const wish = wishOf(rule, workers.length, {
      oldestWait,
      active: working.length,
      open: working.length + waiting.length,
    });
    wishes.push({ second, replicas: wish });
    const replicas = settle(rule, { second, wishes, history });
    const added = Array.from({ length: Math.max(replicas - workers.length, 0) }, () => second + load.startSeconds);
    workers = [...workers, ...added].slice(0, replicas);
  }
  return history;
}

function wishOf(
  { triggers, min, max }: ScalingRule,
  current: number,
  figures: Record<'open' | 'active' | 'oldestWait', number>,
) {
  const wishes = triggers.map(({ metricType, figure, threshold }) => {
    const ratio = figures[figure] / threshold / (metricType === 'Value' ? 1 : current);
    return Math.abs(ratio - 1) <= tolerance ? current : Math.ceil(current * ratio);
  });
  return Math.min(Math.max(...wishes, min), max);
}

/** The most careful wish of the window, and no faster than the policies allow. */
function settle(
  { up, down }: ScalingRule,
  { second, wishes, history }: { second: number; wishes: { second: number; replicas: number }[]; history: Second[] },
): number {
  const current = history.at(-1)?.replicas ?? 1;
  const since = (seconds: number) =>
    wishes.filter((wish) => wish.second > second - seconds).map((wish) => wish.replicas);
  const before = (seconds: number) => history.at(-Math.min(seconds, history.length))?.replicas ?? current;
  const most = Math.min(...since(up.stabilizationSeconds));
  if (most > current) {
    const from = before(up.periodSeconds);
    return Math.max(current, Math.min(most, Math.max(Math.ceil(from * (1 + up.percent / 100)), from + up.pods)));
  }
  const least = Math.max(...since(down.stabilizationSeconds));
  if (least < current) {
    return Math.min(current, Math.max(least, Math.floor(before(down.periodSeconds) * (1 - down.percent / 100))));
  }
  return current;
}
