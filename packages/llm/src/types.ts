import type { Brief, BrandKit, CallContext, FilmPrices, FilmWarning, Script } from '@bom/domain';

export interface LlmConfig {
  anthropic?: {
    apiKey: string;
    baseUrl?: string;
    /** Default claude-sonnet-5-5. */
    model?: string;
    /** For a whole call, its body included. Default two minutes. */
    timeoutMs?: number;
  };
}

export interface LlmResult<T> {
  value: T;
  provider: string;
  model: string;
  warnings: FilmWarning[];
}

/** What one picture shows. `scene` is the index in the script's scenes, null for the hook. */
export interface Shot {
  kind: 'hook' | 'scene';
  scene: number | null;
  prompt: string;
  negative?: string;
}

export interface WriteInput {
  brief: Brief;
  brandKit?: BrandKit;
  /** Spoken length that is aimed at; default 30. */
  targetSeconds?: number;
}

export interface ShotsInput {
  script: Script;
  brief?: Brief;
  brandKit: BrandKit;
  brandName: string;
}

export interface ReviseInput {
  script: Script;
  note: string;
  /** `index` counts the script's scenes from 0; scene numbers inside the text of a note count from 1, as people do. */
  sceneNotes?: { index: number; note: string }[];
  brief?: Brief;
  brandKit?: BrandKit;
}

export interface Llm {
  provider: 'anthropic' | 'offline';
  /** For estimates; undefined where writing is free. */
  price: FilmPrices['llm'];
  writeScript(input: WriteInput, call: CallContext): Promise<LlmResult<Script>>;
  /** One shot a picture: the hook's, where there is one, then each scene's. */
  describeShots(input: ShotsInput, call: CallContext): Promise<LlmResult<Shot[]>>;
  /** Changes what the note asks for and nothing else. */
  reviseScript(input: ReviseInput, call: CallContext): Promise<LlmResult<Script>>;
}
