import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A process that runs `script`, in which createLogger, runMain, parseEnv, z and say() are at hand. */
function run(script: string) {
  const imports = `
    import { z } from 'zod';
    import { createLogger, runMain, parseEnv, port } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
    const say = (text) => process.stdout.write(text + '\\n');
    const forever = setInterval(() => {}, 1000);
  `;
  const args = ['--import', 'tsx', '--conditions=@bom/source', '--input-type=module', '-e', imports + script];
  const child = spawn(process.execPath, args, { cwd: process.cwd(), stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const exited = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  const said = async (text: string) => {
    while (!output.includes(text)) {
      if (child.exitCode !== null) throw new Error(`the process ended without saying ${text}: ${output}`);
      await once(child.stdout, 'data');
    }
    return output;
  };
  return { child, exited, said };
}

describe('runMain', () => {
  test('says not ready, closes and exits with 0 at SIGTERM', async () => {
    const { child, exited, said } = run(`
      await runMain('w', async () => (say('up'), { stopping: () => say('not ready'), close: async () => say('closed') }));
    `);
    await said('up');
    child.kill('SIGTERM');
    expect(await exited).toEqual({ code: 0, output: 'up\nnot ready\nclosed\n' });
  });

  test('does not start in production where faults are laid', async () => {
    const { exited } = run(`
      Object.assign(process.env, { NODE_ENV: 'production', BOM_FAULT_FILE: '/tmp/fault' });
      await runMain('w', async () => (say('up'), { close: async () => undefined }));
    `);
    const { code, output } = await exited;
    expect({ code, up: output.includes('up\n') }).toEqual({ code: 1, up: false });
    expect(output).toContain('BOM_FAULT_FILE');
  });

  test('takes the grace that start() asks for', async () => {
    const { child, exited, said } = run(`
      await runMain('w', async (signal, life) => (life.allowGrace(50), say('up'), {
        close: () => new Promise((done) => signal.addEventListener('abort', () => (say('aborted'), done()))),
      }));
    `);
    await said('up');
    child.kill('SIGTERM');
    expect(await exited).toEqual({ code: 0, output: 'up\naborted\n' });
  });

  test('aborts what is left when the grace is over', async () => {
    const { child, exited, said } = run(`
      await runMain('w', async (signal) => (say('up'), {
        close: () => new Promise((done) => signal.addEventListener('abort', () => (say('aborted'), done()))),
      }), { graceMs: 50 });
    `);
    await said('up');
    child.kill('SIGINT');
    expect(await exited).toEqual({ code: 0, output: 'up\naborted\n' });
  });

  test('ends by force when closing hangs, and at once at a second signal', async () => {
    const hanging = `await runMain('w', async () => (say('up'), { stopping: () => say('stopping'), close: () => new Promise(() => {}) }),`;
    const forced = run(`${hanging} { graceMs: 50, abortGraceMs: 50 });`);
    const twice = run(`${hanging} {});`);
    await Promise.all([forced.said('up'), twice.said('up')]);
    forced.child.kill('SIGTERM');
    twice.child.kill('SIGTERM');
    await twice.said('stopping');
    twice.child.kill('SIGTERM');
    expect((await twice.exited).code).toBe(1);
    const { code, output } = await forced.exited;
    expect(code).toBe(1);
    expect(output).toContain('ended by force');
  });

  test('prints the faults of the environment without a stack', async () => {
    const { exited } = run(`await runMain('w', async () => parseEnv(z.object({ PORT: port() }), {}));`);
    expect(await exited).toEqual({
      code: 1,
      output: 'w could not start. The environment has a fault:\n  PORT: is not set\n',
    });
  });

  test('logs through the logger that the start made, once there is one', async () => {
    const { exited } = run(`
      await runMain('w', async (signal, life) => {
        life.useLogger(createLogger({ name: 'w', level: 'info' }));
        throw Object.assign(new Error('no database at postgres://bom:CANARY@db/bom'), { code: 'ECONNREFUSED' });
      });
    `);
    const { code, output } = await exited;
    expect(code).toBe(1);
    expect(JSON.parse(output)).toMatchObject({
      level: 'fatal',
      msg: 'w could not start.',
      err: { code: 'ECONNREFUSED' },
    });
    expect(output).not.toContain('CANARY');
  });

  test.each([
    ['an unhandled rejection', 'void Promise.reject(new Error("lost"))'],
    ['an uncaught exception', 'setTimeout(() => { throw new Error("lost"); })'],
  ])('ends with 1 at %s', async (_what, fault) => {
    const { exited } = run(`await runMain('w', async () => { ${fault}; return { close: async () => {} }; });`);
    const { code, output } = await exited;
    expect(code).toBe(1);
    expect(output).toContain('lost');
  });

  test('stops in good order when its parent is killed', async () => {
    const child = `
      import { runMain } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
      const forever = setInterval(() => {}, 1000);
      await runMain('w', async (_signal, life) => {
        life.endWithParent(process.ppid);
        process.stdout.write('child up\\n');
        return { close: async () => { process.stdout.write('child closed\\n'); } };
      });
    `;
    const parent = run(`
      const { spawn } = await import('node:child_process');
      spawn(process.execPath, ['--import', 'tsx', '--conditions=@bom/source', '--input-type=module', '-e', ${JSON.stringify(child)}], { stdio: 'inherit' });
    `);
    await parent.said('child up');
    parent.child.kill('SIGKILL');
    // The pipe closes when the last holder of it, the child, is gone.
    expect((await parent.exited).output).toContain('child closed');
  });
});
