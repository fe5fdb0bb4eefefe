import type { BrandColors, CaptionPosition, CaptionStyle, Format, SpokenWord } from '@bom/domain';

/** A media file by its content. `MediaFiles` says where its bytes are on this machine. */
export interface MediaRef {
  sha256: string;
  kind: 'image' | 'video' | 'audio';
  /** Pixels, after EXIF orientation. */
  width?: number;
  height?: number;
  durationMs?: number;
  /** Of a voice recording: where nobody speaks, from `findPauses`. */
  pauses?: Pause[];
  /** What matters in the picture, as fractions 0..1 of width and height; the centre where unknown. */
  focus?: { x: number; y: number };
  /** Of a picture that is meant to be black, or nearly so. */
  dark?: true;
}

/** A stretch of a recording, in its own milliseconds. */
export interface Pause {
  fromMs: number;
  toMs: number;
}

/** sha256 -> absolute path of a local copy. */
export type MediaFiles = ReadonlyMap<string, string>;

/** A stretch of a recorded voice: one take of its own, or a part of one long recording. */
export interface Narration {
  media: MediaRef;
  fromMs: number;
  toMs: number;
  /** Times relative to `fromMs`. Empty where unknown: captions then share the stretch by length. */
  words: SpokenWord[];
  /** The words' times are an estimate. */
  estimated?: boolean;
}

export interface FilmScene {
  kind: 'hook' | 'scene' | 'cta';
  /** Index in the script's scenes; null for hook and call to action. */
  scene: number | null;
  /** What is spoken, and captioned. */
  text: string;
  narration?: Narration;
  /**
   * None: a card in the brand's colours is drawn (the end card always is one, over a blurred picture where given).
   */
  picture?: MediaRef;
  onScreenText?: string;
  /** What motion and joins are chosen by; a scene that keeps it keeps them, whatever else of it changes. */
  seed?: string;
  /** The scene lasts at least so long; longer where the narration needs it. */
  minDurationMs?: number;
}

export type TransitionKind = 'cut' | 'crossfade' | 'slide' | 'push' | 'zoom-through' | 'dip';

/** The client's look with every gap filled. */
export interface BrandLook {
  name: string;
  colors: BrandColors;
  /** Family name; the shipped default where absent or not installed. */
  font?: string;
  logo?: MediaRef;
  watermark: { position: 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right'; opacity: number };
  cta: { text?: string; url?: string };
  intro?: MediaRef;
  outro?: MediaRef;
}

/** `draft` is fast and rough, `standard` is what clients get, `master` is for archives, `preview` is small. */
export type EncoderProfile = 'preview' | 'draft' | 'standard' | 'master';

/** ffmpeg's names. */
export type Encoder = 'libx264' | 'h264_nvenc' | 'h264_qsv' | 'h264_vaapi' | 'h264_videotoolbox';

export interface FilmRequest {
  format: Format;
  language: string;
  scenes: FilmScene[];
  look: BrandLook;
  captions: { style: CaptionStyle; position: CaptionPosition };
  music?: MediaRef;
  profile: EncoderProfile;
  /** x264 by default. All parts of a film are encoded by the same one: streams of two encoders must not be joined. */
  encoder?: Encoder;
  /** One for all joins; by default chosen per join so that neighbours differ. */
  transition?: TransitionKind;
  /** Soft whooshes under joins that move (slide, push, zoom-through); on by default. */
  whooshes?: boolean;
  /**
   * Even numbers of pixels, for thumbnails and trials; by default the format's size (a third of it for `preview`).
   */
  size?: { width: number; height: number };
}

export interface Canvas {
  width: number;
  height: number;
  fps: number;
}

/** A rectangle in fractions 0..1 of the (oriented) picture; double precision, never rounded. */
export interface View {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The view moves from `from` to `to` over the segment, eased. */
export interface MotionPath {
  preset: 'zoom-in' | 'zoom-out' | 'pan-left' | 'pan-right' | 'pan-up' | 'pan-down' | 'drift' | 'hold';
  from: View;
  to: View;
  easing: 'linear' | 'sine' | 'smooth';
}

/** What fills the frame behind all overlays. */
export type Backdrop =
  | { kind: 'still'; media: MediaRef; path: MotionPath; blur?: number; dim?: number }
  | { kind: 'clip'; media: MediaRef; fit: 'cover' | 'blurred-fill' }
  | { kind: 'card'; colors: BrandColors; variant: number };

/** One thing drawn above the backdrop; pure data, so that it can be hashed. `drawSprite` makes its pixels. */
export type SpriteSpec =
  | {
      kind: 'caption';
      lines: CaptionLine[];
      style: Exclude<CaptionStyle, 'none'>;
      position: CaptionPosition;
      rtl: boolean;
      font: string;
      colors: BrandColors;
    }
  | { kind: 'title'; text: string; role: 'hook' | 'on-screen'; rtl: boolean; font: string; colors: BrandColors }
  | {
      kind: 'end-card';
      name: string;
      text: string;
      url?: string;
      logo?: MediaRef;
      rtl: boolean;
      font: string;
      colors: BrandColors;
    }
  | { kind: 'logo'; media: MediaRef; position: BrandLook['watermark']['position']; opacity: number };

export interface CaptionLine {
  words: { text: string; state: 'before' | 'active' | 'after' }[];
}

/** A sprite shown from `fromFrame` up to, not including, `toFrame`; frames count from the segment's start. */
export interface OverlayEvent {
  fromFrame: number;
  toFrame: number;
  fadeInFrames: number;
  fadeOutFrames: number;
  sprite: SpriteSpec;
}

export interface Segment {
  /** sha256 hex of everything that shapes the pixels, and of nothing else. */
  key: string;
  /** Position in the film; not in the key. */
  index: number;
  startFrame: number;
  kind: FilmScene['kind'];
  scene: number | null;
  frames: number;
  canvas: Canvas;
  backdrop: Backdrop;
  overlays: OverlayEvent[];
  /** Owned by the later scene, at its start: the earlier backdrop goes on for `frames` beneath it. */
  transition?: {
    kind: Exclude<TransitionKind, 'cut'>;
    frames: number;
    color: string;
    from: Backdrop;
    fromFrame: number;
    fromFrames: number;
  };
  profile: EncoderProfile;
  /** The film's; x264 where absent. */
  encoder?: Encoder;
}

/** Sound of the whole film, shared by all formats. */
export interface AudioPlan {
  /** sha256 hex of all below. */
  key: string;
  /** Exactly frames / fps, in samples at 48 kHz. */
  samples: number;
  narration: { media: MediaRef; fromMs: number; toMs: number; atSample: number }[];
  music?: MediaRef;
  /** Soft whooshes under transitions, at these samples. */
  whooshes: number[];
}

/** A caption as read by people and players; milliseconds of the film. */
export interface CaptionCue {
  startMs: number;
  endMs: number;
  text: string;
  words: SpokenWord[];
}

export interface Timeline {
  rendererVersion: string;
  format: Format;
  canvas: Canvas;
  frames: number;
  durationMs: number;
  segments: Segment[];
  audio: AudioPlan;
  cues: CaptionCue[];
  language: string;
  profile: EncoderProfile;
  /** x264 where absent. */
  encoder?: Encoder;
  /** Where captions were timed by estimate, pictures replaced by cards, and so on. */
  warnings: { code: string; detail: string; scene?: number }[];
}
