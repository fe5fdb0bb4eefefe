import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultMode, FaultName } from '@bom/runtime';
import { startDouble, startFaultProxy, startRedis, waitFor } from '@bom/testing';
import type { Double, FaultProxy, TestRedis } from '@bom/testing';
import { startStack } from '../stack/start-stack.ts';
import type { Stack, StackOptions } from '../stack/start-stack.ts';

export interface FaultStack extends Stack {
  /** Between the processes and their servers. */
  network: { postgres: FaultProxy; redis: FaultProxy };
  /** Receives the callbacks of films. */
  hooks: Double;
  hookUrl: string;
  /** Lays a fault at a point of the code, for whichever process meets it first. */
  arm(name: FaultName, mode: FaultMode): Promise<void>;
  /** Takes a laid fault away that nobody met. */
  disarm(): Promise<void>;
  hasFired(): boolean;
  /** Resolves once the laid fault happened, with the time; a process that hangs is woken when its locks are over. */
  fired(): Promise<number>;
  /** How often something was broken so far; tests that break by hand count up. */
  incidents: { crashes: number };
}

/** Longer than lock, lease and the look for stalled jobs together. */
export const frozenMs = 5_000;

/** A stack whose network, processes and code can be broken; whatever dies is started again. */
export async function openFaultStack(
  options: StackOptions & { env?: Record<string, string>; redis?: TestRedis } = {},
): Promise<FaultStack> {
  const hooks = await startDouble(() => ({ status: 200, body: 'ok' }));
  const redis = options.redis ?? (await startRedis({ aof: true }));
  const network = {} as FaultStack['network'];
  const faultFile = join(await mkdtemp(join(tmpdir(), 'bom-faults-')), 'fault');
  const env = {
    BOM_FAULT_FILE: faultFile,
    FETCH_ALLOW_PRIVATE: `127.0.0.1:${hooks.port}`,
    RATE_LIMIT_PER_MINUTE: '1000000',
    RENDER_CONCURRENCY: '2',
    ...options.env,
  };
  const closeNetwork = async () => {
    await Promise.all([...Object.values(network), hooks].map((server) => server.close()));
  };
  const stack = await startStack(env, {
    keepsRunning: true,
    ...options,
    redis,
    async through(target) {
      network.postgres = await startFaultProxy({ port: Number(new URL(target.databaseUrl).port) });
      network.redis = await startFaultProxy({ port: redis.port });
      return {
        databaseUrl: withPort(target.databaseUrl, network.postgres.port),
        redisUrl: withPort(target.redisUrl, network.redis.port),
      };
    },
  }).catch(async (error: unknown) => {
    await closeNetwork();
    throw error;
  });
  const incidents = { crashes: 0 };
  return {
    ...stack,
    network,
    hooks,
    hookUrl: `http://127.0.0.1:${hooks.port}/callback`,
    incidents,
    async arm(name, mode) {
      await rm(`${faultFile}.fired`, { force: true });
      await rm(`${faultFile}.by`, { force: true });
      await writeFile(faultFile, `${name}:${mode}`);
      incidents.crashes += 1;
    },
    hasFired: () => existsSync(`${faultFile}.by`),
    disarm: () => rm(faultFile, { force: true }),
    async fired() {
      await waitFor(() => existsSync(`${faultFile}.by`));
      const firedAt = Date.now();
      const pid = Number(await readFile(`${faultFile}.by`, 'utf8'));
      const mode = (await readFile(`${faultFile}.fired`, 'utf8')).split(':')[1];
      if (mode === 'hang') {
        await waitFor(async () => (await processState(pid)) === 'T');
        await sleep(frozenMs);
        process.kill(pid, 'SIGCONT');
      }
      return firedAt;
    },
    async stop() {
      for (const proxy of Object.values(network)) proxy.heal();
      await stack.stop();
      await closeNetwork();
      await rm(join(faultFile, '..'), { recursive: true, force: true });
    },
  };
}

/** `R`, `S`, `T` (stopped), `Z`; null when it is gone. */
export async function processState(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return /\) (\w) /.exec(stat)?.[1] ?? null;
}

function withPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
