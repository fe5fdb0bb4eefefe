import { encoderArguments, rawFrameArguments } from './encoder-arguments.ts';

const canvas = { width: 1080, height: 1920, fps: 30 };
const color = '-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv';
const shared = `-g 60 -keyint_min 60 -bf 2 -flags:v +cgop+bitexact ${color} -fps_mode passthrough -an -map_metadata -1 -fflags +bitexact -video_track_timescale 15360 -f mp4`;

describe('encoderArguments', () => {
  it.each([
    ['preview', '-preset ultrafast -crf 28'],
    ['draft', '-preset superfast -crf 24'],
    ['master', '-preset slow -crf 14'],
  ] as const)('are exactly these for %s', (profile, quality) => {
    expect(encoderArguments(profile, canvas).join(' ')).toBe(
      `-c:v libx264 ${quality} -pix_fmt yuv420p -threads 1 -sc_threshold 0 ${shared}`,
    );
  });

  it('look less far ahead for standard, which saves a quarter of the memory', () => {
    expect(encoderArguments('standard', canvas).join(' ')).toBe(
      `-c:v libx264 -preset veryfast -crf 19 -pix_fmt yuv420p -threads 1 -sc_threshold 0 -x264-params b-pyramid=none:rc-lookahead=5 ${shared}`,
    );
  });

  it.each([
    ['h264_nvenc', '-preset p5 -rc constqp -qp 19 -pix_fmt yuv420p -no-scenecut 1'],
    ['h264_qsv', '-preset medium -global_quality 19 -vf format=nv12'],
    ['h264_vaapi', '-vaapi_device /dev/dri/renderD128 -qp 19 -vf format=nv12,hwupload'],
    ['h264_videotoolbox', '-q:v 62 -pix_fmt yuv420p -allow_sw 0'],
  ] as const)('ask %s for the same quality', (encoder, words) => {
    expect(encoderArguments('standard', canvas, { encoder }).join(' ')).toBe(`-c:v ${encoder} ${words} ${shared}`);
  });
});

describe('encoderArguments with threads', () => {
  it('give x264 as many as are asked for', () => {
    expect(encoderArguments('standard', canvas, { threads: 2 }).join(' ')).toContain('-threads 2 ');
  });
});

describe('rawFrameArguments', () => {
  it('describe the frames on the pipe, colour included', () => {
    expect(rawFrameArguments(canvas).join(' ')).toBe(`-pix_fmt yuv420p -video_size 1080x1920 -framerate 30 ${color}`);
  });
});
