import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unpackDebian } from './unpack-debian.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./smtp-server.py', import.meta.url));

export interface ReceivedMail {
  from: string;
  to: string;
  /** Headers and body as they came over the wire. */
  content: string;
  encrypted: boolean;
  authenticated: boolean;
}

export interface SmtpServer {
  port: number;
  mails: ReceivedMail[];
  /** True once a recipient was asked for that is never answered. */
  isHanging(): boolean;
  /** Of the certificate for `localhost` that it shows, which signs itself. */
  certificatePath: string;
  close(): Promise<void>;
}

/**
 * Debian's aiosmtpd on a free port of loopback; smtp-server.py says what it makes of which address. It ends with this
 * process, however that ends.
 */
export async function startSmtpServer(
  settings: { tls?: 'none' | 'starttls' | 'implicit'; user?: string; password?: string } = {},
): Promise<SmtpServer> {
  const paths = await unpackDebian({ name: 'aiosmtpd', packages: ['python3-aiosmtpd'] });
  const folder = await mkdtemp(join(tmpdir(), 'bom-smtp-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  await run('openssl', [...kind, ...subject, '-keyout', key, '-out', cert]);
  const said = JSON.stringify({ tls: 'none', user: null, password: null, ...settings, key, cert });
  const child = spawn('/usr/bin/python3', [script, said], { env: paths, stdio: 'pipe' });
  const exited = once(child, 'close');
  const mails: ReceivedMail[] = [];
  let complaints = '';
  let hangs = false;
  child.stderr.on('data', (chunk) => (complaints += String(chunk)));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('close', () => reject(new Error(`The mail server ended: ${complaints}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const ready = /^ready (\d+)$/.exec(line)?.[1];
      if (ready !== undefined) return resolve(Number(ready));
      const event = JSON.parse(line) as ReceivedMail | { hangs: true };
      if ('hangs' in event) hangs = true;
      else mails.push(event);
    });
  });
  return {
    port,
    mails,
    isHanging: () => hangs,
    certificatePath: cert,
    async close() {
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
