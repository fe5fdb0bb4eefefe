import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { waitFor } from '@bom/testing';

export interface Browser {
  /** Opens an address and waits until it is loaded. */
  open(url: string): Promise<void>;
  /** What an expression gives in the page, promises awaited; it may do what takes a person's click. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** Asks until the expression is true. */
  until(expression: string): Promise<void>;
  pressEnter(): Promise<void>;
  show(look: { width: number; height: number; dark?: boolean }): Promise<void>;
  /** A PNG of what is in the window. */
  picture(): Promise<Buffer>;
  close(): Promise<void>;
}

interface Message {
  id?: number;
  result?: Record<string, unknown>;
  error?: { message: string };
}
type Send = (method: string, params?: object) => Promise<Record<string, unknown>>;

/** Chromium without a window, spoken to over two pipes in its own protocol; `headers` go with each of its requests. */
export async function openBrowser(headers: Record<string, string> = {}): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'bom-browser-'));
  const child = spawn('chromium', [...flags, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const root = speak(child);
  const close = async () => {
    const ended = child.exitCode === null ? once(child, 'exit') : null;
    child.kill('SIGKILL');
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error as Error))]);
    const { targetId } = await root(null, 'Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await root(null, 'Target.attachToTarget', { targetId, flatten: true });
    const send: Send = (method, params) => root(String(sessionId), method, params);
    await send('Network.enable');
    await send('Network.setExtraHTTPHeaders', { headers });
    return { ...pageOf(send), close };
  } catch (error) {
    await close();
    throw error;
  }
}

// Without the sandbox, since tests run as root in containers; without /dev/shm, which is small there.
const flags = [
  '--headless=new',
  '--remote-debugging-pipe',
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--hide-scrollbars',
  '--mute-audio',
  '--no-first-run',
];

/** Messages are JSON, each ended by a zero byte; an answer has the number of its question. */
function speak(child: ChildProcess) {
  const [, , , into, from] = child.stdio as [null, null, null, Writable, Readable];
  const waiting = new Map<number, (message: Message) => void>();
  let rest = '';
  let asked = 0;
  from.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages.map((json) => JSON.parse(json) as Message)) waiting.get(message.id ?? 0)?.(message);
  });
  into.on('error', () => {});
  child.on('exit', () => {
    for (const answer of waiting.values()) answer({ error: { message: 'the browser has ended' } });
  });
  return async (sessionId: string | null, method: string, params: object = {}) => {
    asked += 1;
    const id = asked;
    const answered = new Promise<Message>((resolve) => waiting.set(id, resolve));
    into.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
    const { result, error } = await answered;
    waiting.delete(id);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  };
}

function pageOf(send: Send): Omit<Browser, 'close'> {
  async function evaluate<Value>(expression: string): Promise<Value> {
    const asked = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = await send('Runtime.evaluate', asked);
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return (result as { value: Value }).value;
  }
  async function until(expression: string): Promise<void> {
    // A page that is just being left can not answer.
    await waitFor(() => evaluate<boolean>(expression), { intervalMs: 50 }).catch((cause: unknown) => {
      throw new Error(`Never true: ${expression}`, { cause });
    });
  }
  return {
    evaluate,
    until,
    async open(url) {
      const { errorText } = await send('Page.navigate', { url });
      if (typeof errorText === 'string') throw new Error(`${url}: ${errorText}`);
      await until(
        `document.readyState === 'complete' && location.href.startsWith(${JSON.stringify(new URL(url).origin)})`,
      );
    },
    async pressEnter() {
      const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' };
      await send('Input.dispatchKeyEvent', { type: 'keyDown', ...key });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
    },
    async show({ width, height, dark = false }) {
      await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 });
      const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }];
      await send('Emulation.setEmulatedMedia', { features });
    },
    async picture() {
      const { data } = await send('Page.captureScreenshot', { format: 'png' });
      return Buffer.from(String(data), 'base64');
    },
  };
}
