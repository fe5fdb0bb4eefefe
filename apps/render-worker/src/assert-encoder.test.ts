import { assertEncoder } from './assert-encoder.ts';

test('a worker renders what was planned for x264, and for its own encoder', () => {
  expect(() => assertEncoder({}, 'libx264')).not.toThrow();
  expect(() => assertEncoder({}, 'h264_nvenc')).not.toThrow();
  expect(() => assertEncoder({ encoder: 'h264_nvenc' }, 'h264_nvenc')).not.toThrow();
});

test('a worker leaves a film of another encoder to others, and names the setting', () => {
  expect(() => assertEncoder({ encoder: 'h264_nvenc' }, 'libx264')).toThrow(
    expect.objectContaining({
      code: 'encoder_unavailable',
      retriable: true,
      message: expect.stringMatching(/VIDEO_ENCODER/),
    }),
  );
});
