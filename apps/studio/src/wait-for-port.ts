import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const patienceMs = 3_000;

/** Returns once the port can be listened on. A studio that was just killed holds it a moment longer, hence a little patience. */
export async function waitForPort({ host, port }: { host: string; port: number }): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const fault = await tryListen(host, port);
    if (!fault) return;
    if (fault.code !== 'EADDRINUSE')
      throw new Error(`The API can't listen on ${host}:${port}: ${fault.message}.`, { cause: fault });
    if (Date.now() > deadline)
      throw new Error(`Port ${port} is taken by another program: set PORT to a free one (PORT=0 finds one).`);
    await wait(200);
  }
}

function tryListen(host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
