/**
 * One process a jest run, which hands out test databases over HTTP and starts its Postgres at the first request. It ends, and all
 * it made with it, when its standard input closes: so also when jest is killed.
 */
import { createServer } from 'node:http';
import { startPostgres, type TestPostgres } from './start-postgres.ts';

let postgres: Promise<TestPostgres> | undefined;

const server = createServer((_request, response) => {
  postgres ??= startPostgres();
  postgres
    .then((started) => started.createDatabase())
    .then(
      (url) => response.end(url),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
    );
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});

process.stdin.resume().on('close', () => void end());
// A terminal's Ctrl-C reaches this process too, but jest's end is what counts.
process.on('SIGINT', () => undefined);

async function end(): Promise<void> {
  const started = await postgres?.catch(() => undefined);
  await started?.stop();
  process.exit(0);
}
