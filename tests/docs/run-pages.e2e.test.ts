import { join } from 'node:path';
import { findFreePort } from '@bom/embedded';
import { machineEnv } from '../stack/env.ts';
import { apiKey, startStack } from '../stack/start-stack.ts';
import type { Stack } from '../stack/start-stack.ts';
import { pages } from './pages.ts';
import { readBlocks } from './read-blocks.ts';
import { isRunnable, runPage } from './run-page.ts';
import { pagesTriedElsewhere } from './tried-elsewhere.ts';

const secrets = {
  TALLY_SIGNING_SECRET: 'tally-secret-of-the-pages',
  N8N_WEBHOOK_SECRET: 'n8n-secret-of-the-pages-0123456789',
  STRIPE_WEBHOOK_SECRET: 'whsec_of_the_pages_0123456789',
  WEBHOOK_SIGNING_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
};

let stack: Stack;
let env: Record<string, string>;

/** One for all pages, as an operator has. */
beforeAll(async () => {
  const receiverPort = String(await findFreePort());
  stack = await startStack({
    ...secrets,
    ENCODER_PROFILE: 'preview',
    FETCH_ALLOW_PRIVATE: `127.0.0.1:${receiverPort}`,
  });
  env = {
    ...machineEnv(),
    ...secrets,
    BOM: stack.url,
    KEY: apiKey,
    OUTBOX: join(stack.dataDir, 'outbox'),
    RECEIVER_PORT: receiverPort,
  };
});

afterAll(() => stack.stop());

const runnable = pages().filter(
  ({ path, text }) => readBlocks(text).some(isRunnable) && !(path in pagesTriedElsewhere),
);

test.each(runnable.map((page) => [page.path, page] as const))('%s does what it shows', async (_path, { text }) => {
  expect(await runPage(text, env)).toEqual([]);
});
