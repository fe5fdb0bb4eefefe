interface Waiting<Value> {
  resolve(value: Value | undefined): void;
  reject(error: unknown): void;
}

/** A call that takes longer than this no longer holds up those who ask meanwhile. */
const patienceMs = 20;
const mostAtOnce = 4;

/**
 * Does for many with one call what many ask for at once: whoever asks while a call is under way shares the next one. A
 * call begins after all have asked that it is for, so that nobody is told what was true before. Where nobody else asks
 * it costs no time.
 *
 * @param call is given each key once, at most `largest` of them; those without a value are left out of what it gives
 */
export function gatherCalls<Key, Value>(
  call: (keys: Key[]) => Promise<Map<Key, Value>>,
  { largest }: { largest: number },
): (key: Key) => Promise<Value | undefined> {
  let waiting = new Map<Key, Waiting<Value>[]>();
  let atOnce = 0;
  let isDue = false;
  let patience: NodeJS.Timeout | undefined;

  function schedule(): void {
    if (isDue || waiting.size === 0 || atOnce >= mostAtOnce) return;
    if (atOnce > 0) {
      patience ??= setTimeout(begin, patienceMs);
      return;
    }
    isDue = true;
    // Once those are heard whose requests have come in the meantime.
    setImmediate(begin);
  }

  function begin(): void {
    clearTimeout(patience);
    patience = undefined;
    isDue = false;
    if (waiting.size > 0) void serve(take());
  }

  function take(): Map<Key, Waiting<Value>[]> {
    const all = [...waiting];
    waiting = new Map(all.slice(largest));
    return new Map(all.slice(0, largest));
  }

  async function serve(asked: Map<Key, Waiting<Value>[]>): Promise<void> {
    atOnce += 1;
    schedule();
    try {
      const values = await call([...asked.keys()]);
      for (const [key, callers] of asked) for (const { resolve } of callers) resolve(values.get(key));
    } catch (error) {
      for (const { reject } of [...asked.values()].flat()) reject(error);
    } finally {
      atOnce -= 1;
      schedule();
    }
  }

  return (key) =>
    new Promise((resolve, reject) => {
      const callers = waiting.get(key);
      if (callers) callers.push({ resolve, reject });
      else waiting.set(key, [{ resolve, reject }]);
      schedule();
    });
}
