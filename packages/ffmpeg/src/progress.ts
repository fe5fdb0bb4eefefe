export interface FfmpegProgress {
  /** Video frames written so far; 0 for runs without video. */
  frames: number;
  /** End of what is written so far. */
  timeMs: number;
}

const progressLine =
  /^(frame|fps|stream_\d+_\d+_(?:q|psnr_[a-z]+)|bitrate|total_size|out_time(?:_us|_ms)?|dup_frames|drop_frames|speed|progress)=\s*(\S*)\s*$/;

/** Tells `-progress` lines from messages and keeps the latest figures. */
export function createProgressReader(): { read: (line: string) => { isProgress: boolean; moved?: FfmpegProgress } } {
  let frames = 0;
  let timeMs = 0;
  let size = 0;
  let seen = '';
  return {
    read(line) {
      const match = progressLine.exec(line);
      if (match === null) return { isProgress: false };
      const value = Number(match[2]);
      if (match[1] === 'frame' && Number.isFinite(value)) frames = value;
      if (match[1] === 'out_time_us' && Number.isFinite(value)) timeMs = Math.max(0, value / 1000);
      if (match[1] === 'total_size' && Number.isFinite(value)) size = value;
      const state = `${frames} ${timeMs} ${size}`;
      if (match[1] !== 'progress' || state === seen) return { isProgress: true };
      seen = state;
      return { isProgress: true, moved: { frames, timeMs } };
    },
  };
}
