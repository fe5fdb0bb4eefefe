/** One Ctrl-C arrives several times: from the terminal, and again through npm. Only a later one means impatience. */
const sameWishMs = 1_500;

/** Calls `onFirst` at the first SIGINT, SIGTERM or SIGHUP, and `onImpatient` at each that comes some time after it. */
export function watchSignals({ onFirst, onImpatient }: { onFirst(): void; onImpatient(): void }): void {
  let firstAt: number | undefined;
  const onSignal = (): void => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      onFirst();
    } else if (Date.now() - firstAt > sameWishMs) {
      onImpatient();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}
