import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSwift } from '@bom/storage/testing/start-swift';
import { makePng, startDouble, startFaultProxy, waitFor } from '@bom/testing';
import { postRequest } from '../stack/make-request.ts';
import { startPaidDoubles } from '../stack/paid-doubles.ts';
import { expectInvariants } from './expect-invariants.ts';
import { openFaultStack } from './open-fault-stack.ts';
import type { FaultStack } from './open-fault-stack.ts';
import { row } from './open-report.ts';
import { describeFilm } from './remote-film.ts';
import { finished } from './short-film.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function open(env: Record<string, string>): Promise<FaultStack> {
  const stack = await openFaultStack({ env });
  closers.push(() => stack.stop());
  return stack;
}

const jobOf = (stack: FaultStack, id: string) => stack.db.prisma.job.findUniqueOrThrow({ where: { id } });

describe('a request with an Idempotency-Key', () => {
  row('E2', 'is taken once though the API dies before its answer is kept', async () => {
    const stack = await openFaultStack({ apps: ['api'] });
    closers.push(() => stack.stop());
    const [request, key] = [await describeFilm(stack), randomUUID()];
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const init = { method: 'POST', headers, body: JSON.stringify(request) };
    await stack.arm('afterPgBeforeEnqueue', 'kill9');
    await expect(stack.call('/api/assembly/generate', init)).rejects.toThrow('fetch failed');
    const diedAt = await stack.fired();
    await stack.ready();
    // The dead process's lock on the key stands for half a minute.
    const answer = await waitFor(async () => {
      const reply = await stack.call('/api/assembly/generate', init);
      const body = (await reply.json()) as { code?: string };
      return body.code === 'idempotency_in_progress' ? null : { status: reply.status, ...body };
    });
    const recoveredMs = Date.now() - diedAt;
    const jobs = await stack.db.prisma.job.findMany({ where: { videoId: request.video_id } });
    // The work began and its answer was lost with the process: the film is in the making, which is what is answered now.
    expect({ status: answer.status, jobs: jobs.length }).toEqual({ status: 409, jobs: 1 });
    return recoveredMs;
  });
});

describe('a file of the caller', () => {
  row('D14', 'changes between two tries of a film', async () => {
    let served = 0;
    const colors = ['#336699', '#993355', '#339955'];
    const pictures = await Promise.all(colors.map((color) => makePng({ width: 320, height: 320, color })));
    const host = await startDouble(() => ({
      headers: { 'content-type': 'image/png' },
      body: pictures[served++ % colors.length] ?? '',
    }));
    closers.push(host.close);
    const stack = await open({ FETCH_ALLOW_PRIVATE: `127.0.0.1:${host.port}` });
    await stack.arm('duringRender', 'kill9');
    const jobId = await postRequest(stack, await describeFilm(stack, { picture: `${host.url}/picture.png` }));
    const diedAt = await stack.fired();
    await finished(stack, jobId);
    const recoveredMs = Date.now() - diedAt;
    expect(host.requests).toHaveLength(1);
    await expectInvariants(stack, stack.incidents);
    return recoveredMs;
  });
});

describe('a provider', () => {
  row('F5', 'is down for long: it is left alone but for one probe a cooldown, and the film waits', async () => {
    const cooldownMs = 3_000;
    const watchedMs = 9_000;
    const doubles = await startPaidDoubles();
    closers.push(doubles.close);
    const own = new URL(doubles.env['ANTHROPIC_BASE_URL'] ?? '');
    const network = await startFaultProxy({ port: Number(own.port) });
    closers.push(network.close);
    const moved = Object.entries(doubles.env).map(([name, value]) => [
      name,
      value.replaceAll(own.host, `127.0.0.1:${network.port}`),
    ]);
    const stack = await open({
      ...(Object.fromEntries(moved) as Record<string, string>),
      PROVIDER_COOLDOWN: `${cooldownMs}ms`,
    });
    network.set({ refuse: true });
    const answer = await stack.submit({
      'Business name': 'Harbour Lane Bakery',
      'E-mail': `${randomUUID()}@client.example`,
      'What do you sell?': 'Sourdough bread',
      'Who is your target customer?': 'Early commuters',
      'What makes you different?': 'We bake at four in the morning',
      formats: 'square',
    });
    const { job_id: jobId } = (await answer.json()) as { job_id: string };
    await waitFor(() => network.accepted() > 0);
    // Until the breaker is open: then the job waits, and the row says until when.
    await waitFor(async () => /provider_down|is down/.test(await stack.log()) || (await isPutBack(stack, jobId)));
    const before = { attempt: (await jobOf(stack, jobId)).attempt, calls: network.accepted() };
    await sleep(watchedMs);
    const after = await jobOf(stack, jobId);
    const probes = network.accepted() - before.calls;
    expect(['queued', 'processing']).toContain(after.status);
    expect(after.attempt).toBeLessThanOrEqual(3);
    // The SDK of the provider asks a few times itself in each probe.
    expect(probes).toBeLessThanOrEqual((watchedMs / cooldownMs + 1) * 3);
    network.heal();
    const healedAt = Date.now();
    await finished(stack, jobId);
    expect((await jobOf(stack, jobId)).attempt).toBeLessThanOrEqual(3);
    expect(doubles.paid.filter(({ operation }) => operation === 'script.write')).toHaveLength(1);
    return Date.now() - healedAt;
  });
});

/** Waits for its provider: given back, with a time before which it is not to be taken. */
async function isPutBack(stack: FaultStack, jobId: string): Promise<boolean> {
  const { leaseToken, notBefore, attempt } = await jobOf(stack, jobId);
  return leaseToken === null && notBefore !== null && attempt >= 2;
}

describe('S3', () => {
  row('H4', 'is down in the middle of a film, longer than its calls are repeated', async () => {
    const swift = await startSwift(process.env);
    closers.push(swift.close);
    await swift.makeBucket('films');
    const network = await startFaultProxy({ port: Number(new URL(swift.endpoint).port) });
    closers.push(network.close);
    const stack = await open({
      S3_BUCKET: 'films',
      S3_ENDPOINT: `http://127.0.0.1:${network.port}`,
      AWS_ACCESS_KEY_ID: swift.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: swift.credentials.secretAccessKey,
    });
    const request = await describeFilm(stack);
    const jobId = await postRequest(stack, request);
    const renders = watchRenders(join(stack.dataDir, 'work', 'render'));
    await waitFor(() => renders.seen.size > 0, { intervalMs: 20 });
    network.set({ refuse: true });
    network.cut();
    // Each of four tries at once, and the waits between them, would be over by then.
    await sleep(25_000);
    expect(['queued', 'processing']).toContain((await jobOf(stack, jobId)).status);
    network.heal();
    const healedAt = Date.now();
    await finished(stack, jobId);
    const recoveredMs = Date.now() - healedAt;
    const { output_url: url } = await stack.status(jobId);
    const film = await fetch(url ?? '');
    expect(film.status).toBe(200);
    expect(Buffer.from(await film.arrayBuffer()).toString('latin1', 4, 8)).toBe('ftyp');
    expect(await stack.db.prisma.deadLetter.count()).toBe(0);
    // Claimed before its parts and after them, and never for the outage.
    const { attempt, segmentsTotal } = await jobOf(stack, jobId);
    expect(attempt).toBeLessThanOrEqual(2);
    // What was rendered waits for S3, and is not rendered again.
    renders.stop();
    expect(renders.seen.size).toBe(segmentsTotal);
    return recoveredMs;
  });
});

/** Each rendering of a segment, by the folder that it is done in. */
function watchRenders(work: string): { seen: Set<string>; stop: () => void } {
  const seen = new Set<string>();
  const timer = setInterval(() => {
    for (const folder of existsSync(work) ? readdirSync(work) : []) {
      if (existsSync(join(work, folder, 'segment.mp4'))) seen.add(folder);
    }
  }, 20);
  const stop = () => clearInterval(timer);
  closers.push(() => Promise.resolve(stop()));
  return { seen, stop };
}
