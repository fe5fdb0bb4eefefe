interface Waiting<Value> {
  resolve(value: Value | undefined): void;
  reject(error: unknown): void;
}

/** One that hangs does not hold up all others. */
const mostAtOnce = 2;
const largest = 200;

/**
 * Reads by key, for what many ask for at once: whoever asks while reads are under way shares the next one. A read begins
 * after all were there that it is for, so that nobody is told what was true before they asked. Where nobody else asks it
 * costs no time.
 *
 * @param read is given each key once; keys without a value are left out of what it gives
 */
export function gatherReads<Key, Value>(
  read: (keys: Key[]) => Promise<Map<Key, Value>>,
): (key: Key) => Promise<Value | undefined> {
  let waiting = new Map<Key, Waiting<Value>[]>();
  let atOnce = 0;
  let isDue = false;

  function schedule(): void {
    if (isDue || waiting.size === 0 || atOnce >= mostAtOnce) return;
    isDue = true;
    // Once those are heard whose requests have come in the meantime.
    setImmediate(() => {
      isDue = false;
      void serve(take());
    });
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
      const values = await read([...asked.keys()]);
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
