/** What a process needs of the machine's environment; nothing else of a developer's own settings gets into a test. */
export function machineEnv(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
}
