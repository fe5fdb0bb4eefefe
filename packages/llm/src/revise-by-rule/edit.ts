export type TextField = 'hook' | 'cta' | 'title' | 'narration' | 'on_screen_text';

/** One thing that a note asks for. Scenes are indices in the old script; `scene: null` is the whole film. */
export type Edit = { said: string } & EditAction;

export type EditAction =
  | { kind: 'replace'; find: string; by: string; scene: number | null }
  | { kind: 'set'; field: TextField; text: string; scene: number | null }
  | { kind: 'drop'; scenes: number[] }
  | { kind: 'move'; scene: number; to: { at: number } | { before: number } | { after: number } }
  | { kind: 'swap'; scenes: [number, number] }
  | { kind: 'shorten'; scene: number | null };
