import { msOfFrames } from '../frame-clock.ts';
import type { Segment, Timeline } from '../timeline.ts';
import type { FilmFailure } from './film-report.ts';
import { damaged } from '../mp4/mp4-boxes.ts';
import type { Mp4Index, Mp4Track } from '../mp4/read-mp4.ts';

/** BT.709 primaries, transfer and matrix, limited range (ITU-T H.273). */
const bt709 = '1/1/1/0';
/** One AAC packet late is already seen on lips; priming not taken back would be one. */
const maxLateSeconds = 0.012;

/** What a film's own tables tell: exact counts and times, tags, places of key frames. */
export function judgeContainer(index: Mp4Index, timeline: Timeline): FilmFailure[] {
  const { video, audio } = index;
  if (!video) throw damaged('it has no picture track');
  const sound = audio ? judgeSound(video, audio) : [filmFailure('sound_missing', 'The file has no sound track.')];
  return [
    ...(index.moovFirst
      ? []
      : [filmFailure('not_faststart', 'The index stands after the pictures; players must load the whole file first.')]),
    ...judgePicture(video, timeline),
    ...judgeTimes(video, timeline),
    ...sound,
  ];
}

function judgePicture(video: Mp4Track, { canvas }: Timeline): FilmFailure[] {
  const failures: FilmFailure[] = [];
  if (video.width !== canvas.width || video.height !== canvas.height) {
    const found = `${video.width}x${video.height}`;
    failures.push(
      filmFailure('picture_size', `The picture is ${found} and should be ${canvas.width}x${canvas.height}.`),
    );
  }
  if (video.codec !== 'avc1')
    failures.push(filmFailure('codec', `The picture is coded as ${video.codec} and should be H.264 (avc1).`));
  if (video.color !== bt709) {
    failures.push(
      filmFailure(
        'color_tags',
        `The colour tags are ${video.color ?? 'missing'} and should be BT.709 limited (${bt709}).`,
      ),
    );
  }
  return failures;
}

function judgeTimes(video: Mp4Track, timeline: Timeline): FilmFailure[] {
  const failures: FilmFailure[] = [];
  if (video.packets !== timeline.frames) {
    failures.push(
      filmFailure('frame_count', `The film has ${video.packets} frames and should have ${timeline.frames}.`),
    );
  }
  const step = video.timescale / timeline.canvas.fps;
  if (!video.monotonic) failures.push(filmFailure('timestamps', 'Frame times do not rise strictly.'));
  const first = video.ptsTicks[0] ?? 0;
  const stray = video.ptsTicks.findIndex((pts, frame) => Math.abs(pts - first - frame * step) > step / 100);
  if (stray >= 0) {
    failures.push(
      failureAt(
        timeline,
        stray,
        'frame_rate',
        `Frame ${stray} is not shown at frame ${stray} of a steady ${timeline.canvas.fps} a second.`,
      ),
    );
  }
  const lengthMs = (video.endSeconds - video.startSeconds) * 1000;
  if (Math.abs(lengthMs - timeline.durationMs) > msOfFrames(1) / 2) {
    failures.push(
      filmFailure(
        'duration',
        `The picture lasts ${lengthMs.toFixed(0)} ms and should last ${timeline.durationMs.toFixed(0)} ms.`,
      ),
    );
  }
  // Packets before a key frame in decode order are before it in presentation too: groups are closed.
  const misplaced = timeline.segments.find((segment) => !video.keyPackets.has(segment.startFrame));
  if (misplaced) {
    failures.push(
      failureAt(
        timeline,
        misplaced.startFrame,
        'segment_start',
        `Frame ${misplaced.startFrame} should begin a segment and is no key frame.`,
      ),
    );
  }
  return failures;
}

function judgeSound(video: Mp4Track, audio: Mp4Track): FilmFailure[] {
  const failures: FilmFailure[] = [];
  if (audio.codec !== 'mp4a' || audio.sampleRate !== 48_000 || audio.channels !== 2) {
    failures.push(
      filmFailure(
        'codec',
        `The sound is ${audio.codec}, ${audio.sampleRate} Hz, ${audio.channels} channels and should be AAC, 48000 Hz, 2.`,
      ),
    );
  }
  const offsetMs = (audio.endSeconds - video.endSeconds) * 1000;
  if (Math.abs(offsetMs) > msOfFrames(1)) {
    failures.push(
      filmFailure(
        'sound_end',
        `Sound ends ${offsetMs.toFixed(0)} ms after the picture; at most ${msOfFrames(1).toFixed(0)} ms apart is right.`,
      ),
    );
  }
  if (Math.abs(audio.startSeconds - video.startSeconds) > maxLateSeconds) {
    const lateMs = (audio.startSeconds - video.startSeconds) * 1000;
    failures.push(filmFailure('sound_late', `Sound begins ${lateMs.toFixed(1)} ms after the picture.`));
  }
  return failures;
}

export function filmFailure(code: FilmFailure['code'], detail: string): FilmFailure {
  return { code, detail, scene: null, atSeconds: null };
}

/** A failure at a frame, told with its scene. */
export function failureAt(timeline: Timeline, frame: number, code: FilmFailure['code'], detail: string): FilmFailure {
  return { code, detail, scene: segmentAt(timeline, frame)?.scene ?? null, atSeconds: msOfFrames(frame) / 1000 };
}

export function segmentAt(timeline: Timeline, frame: number): Segment | undefined {
  return timeline.segments.findLast((segment) => segment.startFrame <= frame);
}
