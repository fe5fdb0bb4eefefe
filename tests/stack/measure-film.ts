import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a finished file is by the word of ffprobe and ffmpeg themselves, past our own adapter. */
export interface MeasuredFilm {
  video: {
    codec: string;
    profile: string;
    pixelFormat: string;
    width: number;
    height: number;
    /** `30/1` */
    rate: string;
    frames: number;
    color: { primaries: string; transfer: string; matrix: string; range: string };
    endMs: number;
  };
  audio: { codec: string; sampleRate: number; channels: number; endMs: number };
  /** Top-level boxes in file order. */
  boxes: string[];
  loudnessLufs: number;
  truePeakDbtp: number;
  /** Stretches of a second or more. */
  blackStretches: number;
  frozenStretches: number;
}

interface ProbedStream {
  codec_type: string;
  codec_name: string;
  profile: string;
  pix_fmt: string;
  width: number;
  height: number;
  r_frame_rate: string;
  nb_read_packets: string;
  color_primaries: string;
  color_transfer: string;
  color_space: string;
  color_range: string;
  sample_rate: string;
  channels: number;
  start_time: string;
  duration: string;
}

export async function measureFilm(path: string): Promise<MeasuredFilm> {
  const [streams, boxes, heard] = await Promise.all([probeStreams(path), readBoxes(path), decode(path)]);
  const video = streams.find((stream) => stream.codec_type === 'video');
  const audio = streams.find((stream) => stream.codec_type === 'audio');
  if (!video || !audio) throw new Error(`${path} lacks picture or sound`);
  return {
    video: {
      codec: video.codec_name,
      profile: video.profile,
      pixelFormat: video.pix_fmt,
      width: video.width,
      height: video.height,
      rate: video.r_frame_rate,
      frames: Number(video.nb_read_packets),
      color: {
        primaries: video.color_primaries,
        transfer: video.color_transfer,
        matrix: video.color_space,
        range: video.color_range,
      },
      endMs: endMs(video),
    },
    audio: {
      codec: audio.codec_name,
      sampleRate: Number(audio.sample_rate),
      channels: audio.channels,
      endMs: endMs(audio),
    },
    boxes,
    ...heard,
  };
}

async function probeStreams(path: string): Promise<ProbedStream[]> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-count_packets', '-show_streams', '-of', 'json', path]);
  return (JSON.parse(stdout) as { streams: ProbedStream[] }).streams;
}

function endMs({ start_time: start, duration }: ProbedStream): number {
  return (Number(start) + Number(duration)) * 1000;
}

/** ISO/IEC 14496-12: a box is its size, its type, its content. */
async function readBoxes(path: string): Promise<string[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const boxes: string[] = [];
    for (let position = 0; position < size;) {
      const header = Buffer.alloc(16);
      await file.read(header, 0, 16, position);
      const short = header.readUInt32BE(0);
      boxes.push(header.toString('latin1', 4, 8));
      position += short === 1 ? Number(header.readBigUInt64BE(8)) : short === 0 ? size : short;
    }
    return boxes;
  } finally {
    await file.close();
  }
}

/** One pass over the whole film: it decodes, and is heard (EBU R 128) and seen. Small frames serve to see black and still. */
async function decode(path: string) {
  const seen = 'scale=270:-2:flags=fast_bilinear,blackdetect=d=1,freezedetect=n=-70dB:d=1';
  const filters = ['-vf', seen, '-af', 'ebur128=peak=true'];
  const args = ['-hide_banner', '-nostats', '-i', path, ...filters, '-f', 'null', '-'];
  const { stderr } = await run('ffmpeg', args, { maxBuffer: 64 * 1024 * 1024 });
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'));
  return {
    loudnessLufs: Number(/I:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1]),
    truePeakDbtp: Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(summary)?.[1]),
    blackStretches: stderr.match(/black_start:/g)?.length ?? 0,
    frozenStretches: stderr.match(/freeze_start:/g)?.length ?? 0,
  };
}
