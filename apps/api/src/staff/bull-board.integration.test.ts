import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { startApi } from '../test-support/start-api.ts';
import type { TestApi } from '../test-support/start-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.stop());

const board = (path: string) => request(api.app).get(`/admin/queues/api/queues${path}`).set(api.staff);

test('the board shows no secret of a job, wherever it stands, and links to the staff pages', async () => {
  const queue = api.deps.queues.all.pipeline;
  const jobId = randomUUID();
  const job = await queue.add('pipeline.run', { job_id: jobId, note: 'CANARY-note' }, { jobId: `pipeline-${jobId}-1` });
  await job.log('called with Bearer CANARY-of-a-log');
  const said = 'GET https://fal.example/x?api_key=CANARYkey refused Bearer CANARY-of-an-error';
  const failure = { failedReason: said, stacktrace: JSON.stringify([`Error: ${said}`]) };
  await api.deps.redis.hset(queue.toKey(String(job.id)), failure);
  const list = await board('?activeQueue=pipeline&status=latest');
  const shown = await board(`/pipeline/${job.id}`);
  const logs = await board(`/pipeline/${job.id}/logs`);
  expect([list.status, shown.status, logs.status]).toEqual([200, 200, 200]);
  expect(list.text).toContain(job.id);
  expect(shown.text).toContain('refused');
  expect(logs.text).toContain('called with');
  for (const { text } of [list, shown, logs, await board(`/pipeline/${job.id}/flow`)]) {
    expect(text).not.toContain('CANARY');
  }
  expect(shown.body.job).toMatchObject({
    data: { job_id: jobId, note: '[hidden]' },
    externalUrl: { href: `/admin/jobs/${jobId}` },
  });
});

test('every queue has a name and a description for people', async () => {
  const { queues } = (await board('')).body as { queues: { name: string; displayName: string; description: string }[] };
  expect(queues).toHaveLength(Object.keys(api.deps.queues.all).length);
  for (const { name, displayName, description } of queues) {
    expect(displayName).not.toBe(name);
    expect(description).toMatch(/^[A-Z].+\.$/);
  }
});
