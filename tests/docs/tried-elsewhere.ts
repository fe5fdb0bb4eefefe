/** Pages whose runnable blocks need another place than a started stack, and the tests that run them. */
export const pagesTriedElsewhere: Record<string, string> = {
  'docs/adding-a-provider.md': 'adding-a-provider.e2e.test.ts',
  'docs/backup-and-restore.md': 'backup-and-restore.e2e.test.ts',
};
