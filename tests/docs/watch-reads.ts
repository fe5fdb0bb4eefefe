/**
 * A copy of `value` that notes which of its fields are read. Validators made from a schema read every field that the
 * schema has: what is left unread is no field of it.
 */
export function watchReads(value: object): { watched: object; unread(): string[] } {
  const all = new Map<string, boolean>();
  const watch = (part: unknown, path: string): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    const copy: Record<string, unknown> | unknown[] = Array.isArray(part) ? [] : {};
    for (const [key, inner] of Object.entries(part)) {
      const innerPath = path ? `${path}.${key}` : key;
      const watched = watch(inner, innerPath);
      if (!Array.isArray(part)) all.set(innerPath, false);
      Object.defineProperty(copy, key, {
        enumerable: true,
        configurable: true,
        get() {
          if (all.has(innerPath)) all.set(innerPath, true);
          return watched;
        },
      });
    }
    return copy;
  };
  const watched = watch(value, '') as object;
  return {
    watched,
    unread: () => {
      const paths = [...all].filter(([, isRead]) => !isRead).map(([path]) => path);
      // The outermost alone: what is within an unknown field is never read.
      return paths.filter((path) => !paths.some((other) => path.startsWith(`${other}.`)));
    },
  };
}
