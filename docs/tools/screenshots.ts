/**
 * Takes the pictures of the pages for people from a studio that runs, with Chromium and at most 300 kB each.
 * Run: npx tsx --conditions=@bom/source docs/tools/screenshots.ts URL STAFF_KEY [FOLDER]
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { openBrowser } from '../../tests/stack/open-browser.ts';
import type { Browser } from '../../tests/stack/open-browser.ts';

const desktop = { width: 1280, height: 900 };
const maxBytes = 300_000;

async function main(): Promise<void> {
  const [url, key, folder = join(import.meta.dirname, '../images')] = process.argv.slice(2);
  if (!url || !key) throw new Error('Give the address of a studio that runs, and its staff key.');
  const authorization = `Basic ${Buffer.from(`staff:${key}`).toString('base64')}`;
  const browser = await openBrowser({ authorization });
  const save = async (name: string) => {
    // Pictures are fetched as they come into sight, and those below the window never.
    await browser.until(`[...document.images].every((image) => image.y > innerHeight || image.naturalWidth > 0)`);
    await savePicture(browser, join(folder, name));
  };
  try {
    await browser.show({ ...desktop, height: 1340 });
    await browser.open(`${url}/admin/`);
    await save('admin.png');
    const draft = await browser.evaluate<string | null>(`document.querySelector('.cards a')?.pathname ?? null`);
    // The oldest that is shown: whatever it was, it is over.
    const job = await browser.evaluate<string | null>(
      `[...document.querySelectorAll('a[href^="/admin/jobs/"]')].at(-1)?.pathname ?? null`,
    );
    await browser.show({ width: 390, height: 844, dark: true });
    await browser.open(`${url}/admin/`);
    await save('admin-phone.png');
    await browser.show({ ...desktop, dark: true });
    if (draft) await saveDraft(browser, { url: `${url}${draft}`, save });
    await browser.show(desktop);
    if (job) {
      await browser.open(`${url}${job}`);
      await save('admin-job.png');
    }
    await browser.open(`${url}/admin/queues/`);
    await browser.until(
      `!document.body.innerText.includes('Loading') && document.body.innerText.includes('Film pipeline')`,
    );
    await save('bull-board.png');
    await browser.open(`${url}/docs/`);
    await browser.until(`document.querySelectorAll('.opblock-tag').length > 5`);
    await save('api-docs.png');
  } finally {
    await browser.close();
  }
}

async function saveDraft(browser: Browser, { url, save }: { url: string; save(name: string): Promise<void> }) {
  await browser.open(url);
  await browser.evaluate(`document.querySelector('video').play()`);
  await browser.until(`document.querySelector('video').currentTime > 1`);
  await browser.evaluate(`document.querySelector('video').pause()`);
  await save('admin-draft.png');
}

async function savePicture(browser: Browser, path: string): Promise<void> {
  const png = await sharp(await browser.picture())
    .png({ palette: true, quality: 90, effort: 8 })
    .toBuffer();
  if (png.length > maxBytes) throw new Error(`${path} would take ${png.length} bytes.`);
  await writeFile(path, png);
}

void main();
