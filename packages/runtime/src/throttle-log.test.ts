import { throttleLog } from './throttle-log.ts';

describe('throttleLog', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('lets ten identical errors a second through and tells the number of the others', () => {
    const error = jest.fn();
    const log = throttleLog({ error });
    for (let i = 0; i < 12_000; i += 1) log(new Error('OOM command not allowed'), 'Redis failed.');
    expect(error).toHaveBeenCalledTimes(10);
    jest.advanceTimersByTime(1000);
    expect(error).toHaveBeenCalledTimes(11);
    expect(error).toHaveBeenLastCalledWith(expect.objectContaining({ suppressed: 11_990 }), 'Redis failed. (repeated)');
    log(new Error('OOM command not allowed'), 'Redis failed.');
    expect(error).toHaveBeenCalledTimes(12);
  });

  test('does not let one kind of error hide another', () => {
    const error = jest.fn();
    const log = throttleLog({ error }, { perSecond: 1 });
    for (let i = 0; i < 5; i += 1) log(new Error('a'));
    log(new Error('b'));
    expect(error).toHaveBeenCalledTimes(2);
  });

  test('stays bounded when every message is new', () => {
    const error = jest.fn();
    const log = throttleLog({ error });
    for (let i = 0; i < 5000; i += 1) log(new Error(`random ${i}`));
    expect(error.mock.calls.length).toBeLessThanOrEqual(110);
    jest.advanceTimersByTime(1000);
    expect(error).toHaveBeenLastCalledWith(expect.objectContaining({ suppressed: 4890 }), expect.anything());
  });
});
