export type FailureCode =
  | 'frame_count'
  | 'duration'
  | 'timestamps'
  | 'segment_start'
  | 'sound_end'
  | 'sound_missing'
  | 'sound_late'
  | 'not_faststart'
  | 'picture_size'
  | 'frame_rate'
  | 'color_tags'
  | 'codec'
  | 'black_frame'
  | 'black_stretch'
  | 'frozen_stretch'
  | 'duplicate_frame'
  | 'silent_stretch'
  | 'loudness'
  | 'true_peak'
  | 'clipped'
  | 'caption_order'
  | 'caption_outside';

/** One reason not to show the film to anybody, with where it is. */
export interface FilmFailure {
  code: FailureCode;
  /** A plain sentence with the measured and the wanted figure. */
  detail: string;
  /** Index of the script's scene; null for hook, call to action and the whole film. */
  scene: number | null;
  atSeconds: number | null;
}

export interface FilmReport {
  ok: boolean;
  failures: FilmFailure[];
  measured: {
    frames: number;
    durationMs: number;
    width: number;
    height: number;
    fps: number;
    /** -70 where the film is silent. */
    integratedLufs: number;
    truePeakDbtp: number;
    /** Sound's end minus picture's end. */
    soundEndOffsetMs: number;
    /** Stretches of a second and more, planned or not. */
    silentStretches: { fromSeconds: number; toSeconds: number }[];
  };
}
