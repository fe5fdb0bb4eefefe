import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createBomClient } from '@bom/client';
import { addDeadLetter } from '@bom/db';
import { openBrowser } from '../stack/open-browser.ts';
import type { Browser } from '../stack/open-browser.ts';
import { apiKey, startStack } from '../stack/start-stack.ts';
import type { Stack } from '../stack/start-stack.ts';

const root = join(import.meta.dirname, '../..');
let stack: Stack;
let browser: Browser;
let draftId: string;
let failedId: string;

beforeAll(async () => {
  stack = await startStack({ ENCODER_PROFILE: 'preview' });
  draftId = await makeDraft();
  failedId = await failFilm();
  const authorization = `Basic ${Buffer.from(`anna:${apiKey}`).toString('base64')}`;
  browser = await openBrowser({ authorization });
});

afterAll(async () => {
  await browser?.close();
  await stack.stop();
});

/** Of a brief, by the offline providers. */
async function makeDraft(): Promise<string> {
  const staff = createBomClient({ baseUrl: stack.url, token: apiKey });
  const owner = {
    name: 'North Bakery',
    email: 'ann@bakery.example',
    emailKey: 'ann@bakery.example',
    budgetCents: 5000,
  };
  const client = await stack.db.prisma.client.create({ data: owner });
  const project = await stack.db.prisma.project.create({ data: { clientId: client.id, name: 'Spring' } });
  const scenes = [{ narration: 'We bake at four in the morning.', visual: 'a baker at a warm oven' }];
  const script = { hook: 'Hungry before work?', scenes, cta: 'Come by.' };
  const headers = { 'Idempotency-Key': crypto.randomUUID() };
  const body = { project_id: project.id, title: 'Bread at four', script };
  const { data: video } = await staff.POST('/api/videos', { params: { header: headers }, body });
  const path = { path: { id: video!.id } };
  const film = { formats: ['vertical' as const, 'square' as const] };
  const { data } = await staff.POST('/api/videos/{id}/generate', { params: path, body: film });
  expect(await stack.ended(data!.job_id)).toMatchObject({ status: 'complete' });
  return video!.id;
}

/** A film whose job ended for good, as a worker ends it; retried, it finds its recorded steps. */
async function failFilm(): Promise<string> {
  const { prisma } = stack.db;
  const { clientId, projectId, script } = await prisma.video.findUniqueOrThrow({ where: { id: draftId } });
  const film = { clientId, projectId, script: script ?? {}, title: 'Rolls at six', status: 'failed' } as const;
  const video = await prisma.video.create({ data: film });
  const detail = 'The voice could not be spoken: the provider refused the text.';
  const work = { kind: 'pipeline', phase: 'pipeline', status: 'failed', stage: 'voice', progress: 35 } as const;
  const error = { code: 'voice_refused', detail, stage: 'voice', retriable: false, attempt: 1 };
  const request = { formats: ['square'] };
  const job = await prisma.job.create({ data: { videoId: video.id, ...work, error, request, finishedAt: new Date() } });
  const letter = { id: job.id, queue: 'pipeline', step: 'voice', errorClass: 'PermanentError' } as const;
  await prisma.$transaction((tx) => addDeadLetter(tx, { ...letter, code: 'voice_refused', detail, input: {} }));
  return job.id;
}

test('the pages of docs/admin.md are photographed from a studio that runs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bom-pictures-'));
  try {
    const args = [
      '--conditions=@bom/source',
      '--import',
      'tsx',
      'docs/tools/screenshots.ts',
      stack.url,
      apiKey,
      folder,
    ];
    await promisify(execFile)(process.execPath, args, { cwd: root });
    const shown = (await readFile(join(root, 'docs/admin.md'), 'utf8')).matchAll(/\(images\/([\w-]+\.png)\)/g);
    expect((await readdir(folder)).toSorted()).toEqual([...shown].map(([, name]) => String(name)).toSorted());
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('staff play a draft with its captions, and nothing that the page asks for is refused', async () => {
  await browser.open(`${stack.url}/admin/videos/${draftId}`);
  await browser.evaluate(`document.querySelector('video').textTracks[0].mode = 'showing'`);
  await browser.evaluate(`document.querySelector('video').play()`);
  await browser.until(`document.querySelector('video').currentTime > 0.2`);
  await browser.until(`document.querySelector('video').textTracks[0].cues?.length > 0`);
  expect(await browser.evaluate(`getComputedStyle(document.querySelector('.bar')).display`)).toBe('flex');
});

test('staff try a failed film again with the keyboard alone, and the page tells who did it', async () => {
  await browser.open(`${stack.url}/admin/`);
  await browser.evaluate(`document.querySelector('form[action$="/retry"] button').focus()`);
  await browser.pressEnter();
  await browser.until(`document.querySelector('.flash')?.textContent === 'It is being tried again.'`);
  expect(await browser.evaluate(`document.body.innerText`)).toMatch(/anna key:studio.*\s+dead_letter\.retry/);
  expect((await stack.db.prisma.job.findUniqueOrThrow({ where: { id: failedId } })).status).not.toBe('failed');
});

test('the page is no wider than a phone', async () => {
  await browser.show({ width: 360, height: 740 });
  for (const path of ['/admin/', `/admin/videos/${draftId}`, `/admin/jobs/${failedId}`]) {
    await browser.open(stack.url + path);
    expect(await browser.evaluate(`document.documentElement.scrollWidth`)).toBeLessThanOrEqual(360);
  }
});
