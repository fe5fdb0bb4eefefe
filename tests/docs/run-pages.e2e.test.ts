import { join } from 'node:path';
import { findFreePort } from '@bom/embedded';
import { machineEnv } from '../stack/env.ts';
import { pages } from './pages.ts';
import { readBlocks } from './read-blocks.ts';
import { isRunnable, runPage } from './run-page.ts';
import { startStudio } from './start-studio.ts';
import type { StartedStudio } from './start-studio.ts';
import { pagesTriedElsewhere } from './tried-elsewhere.ts';

/** What the pages tell to set, and nothing else: all other settings are the defaults. */
const told = {
  TALLY_SIGNING_SECRET: 'tally-secret-of-the-pages',
  N8N_WEBHOOK_SECRET: 'n8n-secret-of-the-pages-0123456789',
  STRIPE_WEBHOOK_SECRET: 'whsec_of_the_pages_0123456789',
};

let studio: StartedStudio | undefined;
let env: Record<string, string>;

/** One for all pages, as an operator has. */
beforeAll(async () => {
  const receiverPort = String(await findFreePort());
  const settings = { ...told, FETCH_ALLOW_PRIVATE: `127.0.0.1:${receiverPort}` };
  studio = await startStudio(settings);
  env = {
    ...machineEnv(),
    ...settings,
    BOM: studio.url,
    KEY: studio.secrets.studioApiKey,
    WEBHOOK_SIGNING_SECRET: studio.secrets.webhookSigningSecret,
    OUTBOX: join(studio.dataDir, 'outbox'),
    RECEIVER_PORT: receiverPort,
  };
});

afterAll(() => studio?.stop());

const runnable = pages().filter(
  ({ path, text }) => readBlocks(text).some(isRunnable) && !(path in pagesTriedElsewhere),
);

test.each(runnable.map((page) => [page.path, page] as const))('%s does what it shows', async (_path, { text }) => {
  expect(await runPage(text, env)).toEqual([]);
});
