/** Pictures by what they were made from; the same promise serves all who ask meanwhile. */
export interface StillCache<T extends { data: Uint8Array }> {
  get: (key: string, make: () => Promise<T>) => Promise<T>;
}

/** Keeps the latest pictures up to `maxBytes`, and always the very latest. A failed one is forgotten. */
export function createStillCache<T extends { data: Uint8Array }>(maxBytes: number): StillCache<T> {
  const entries = new Map<string, { picture: Promise<T>; bytes: number }>();
  const shrink = (): void => {
    let total = [...entries.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const [key, entry] of entries) {
      if (total <= maxBytes || entries.size <= 1) return;
      if (entry.bytes === 0) continue;
      entries.delete(key);
      total -= entry.bytes;
    }
  };
  const remember = async (key: string, entry: { picture: Promise<T>; bytes: number }): Promise<void> => {
    try {
      entry.bytes = (await entry.picture).data.length;
      shrink();
    } catch {
      entries.delete(key);
    }
  };
  return {
    get(key, make) {
      const known = entries.get(key);
      const entry = known ?? { picture: make(), bytes: 0 };
      entries.delete(key);
      entries.set(key, entry);
      if (known === undefined) void remember(key, entry);
      return entry.picture;
    },
  };
}
