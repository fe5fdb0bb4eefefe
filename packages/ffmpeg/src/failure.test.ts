import { exitError, redactPaths, stopError } from './failure.ts';

describe('redactPaths', () => {
  it('hides folders and files, with and without a protocol', () => {
    expect(redactPaths("file:/tmp/a/b.mp4: No such file; '/home/x/y.png' and 30/1 fps")).toBe(
      "<path>: No such file; '<path>' and 30/1 fps",
    );
  });
});

describe('exitError', () => {
  const exit = { program: 'ffmpeg', code: 1, signal: null, stderrTail: '', outputs: ['/tmp/x.mp4'] };
  it.each([
    [exit, 'ffmpeg_failed', false],
    [{ ...exit, code: 127 }, 'ffmpeg_missing', false],
    [{ ...exit, code: 153 }, 'output_too_big', false],
    [{ ...exit, stderrTail: 'Error while filtering: Cannot allocate memory' }, 'out_of_memory', true],
    [{ ...exit, code: null, signal: 'SIGSEGV' }, 'ffmpeg_crashed', true],
  ])('classes %j', async (given, code, retriable) => {
    expect(await exitError(given)).toMatchObject({ code, retriable });
  });
});

describe('stopError', () => {
  it('tells a cancelled run from one that was too slow or stood still', () => {
    expect(stopError('cancelled', 1, '')).toMatchObject({ code: 'cancelled', retriable: false });
    expect(stopError('timeout', 1, '')).toMatchObject({ code: 'ffmpeg_timeout', retriable: true });
    expect(stopError('stalled', 1, '')).toMatchObject({ code: 'ffmpeg_stalled', retriable: true });
  });
});
