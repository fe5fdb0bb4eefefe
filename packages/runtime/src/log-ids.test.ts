import { addLogIds, withLogIds } from './log-ids.ts';
import { createLogger } from './logger.ts';

let lines: string[];
const logger = () => createLogger({ name: 'test', level: 'info', destination: { write: (line) => lines.push(line) } });
const last = () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;

beforeEach(() => {
  lines = [];
});

describe('withLogIds', () => {
  test('puts the ids of the work on its lines, whoever logs them and however late', async () => {
    const log = logger();
    await withLogIds({ job_id: 'j1' }, async () => {
      await Promise.resolve();
      log.info('plain');
      expect(last()).toMatchObject({ job_id: 'j1', msg: 'plain' });
      addLogIds({ video_id: 'v1' });
      withLogIds({ step: 'voice' }, () => log.child({ queue: 'pipeline' }).warn({ attempt: 2 }, 'again'));
    });
    expect(last()).toMatchObject({ job_id: 'j1', video_id: 'v1', step: 'voice', queue: 'pipeline', attempt: 2 });
  });

  test('keeps the ids of works that run side by side apart, and leaves none behind', async () => {
    const log = logger();
    const logAs = (id: string) =>
      withLogIds({ job_id: id }, async () => {
        await Promise.resolve();
        log.info(id);
      });
    await Promise.all([logAs('one'), logAs('two')]);
    const seen = lines.map((line) => JSON.parse(line) as { msg: string; job_id: string });
    expect(seen.map(({ msg, job_id: id }) => [msg, id])).toEqual([
      ['one', 'one'],
      ['two', 'two'],
    ]);
    log.info('after');
    expect(last()).not.toHaveProperty('job_id');
  });

  test("lets a line's own field win, once in the line", () => {
    withLogIds({ job_id: 'outer' }, () => logger().info({ job_id: 'own' }, 'said'));
    expect(lines.at(-1)?.match(/"job_id"/g)).toHaveLength(1);
    expect(last()).toMatchObject({ job_id: 'own' });
  });
});
