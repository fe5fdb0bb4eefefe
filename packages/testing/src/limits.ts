/** How long anything is waited for. For what hangs and for nothing else: a machine that other work keeps busy stays far below. */
export const waitLimitMs = 300_000;

/** Of a test or a hook, which may wait more than once; jest.config.ts hands it to jest. */
export const testLimitMs = 3 * waitLimitMs;
