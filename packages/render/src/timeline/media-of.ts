import type { MediaRef } from './timeline.ts';

/** Every media file that a part of a timeline names, each once: what a machine must have before it renders that part. */
export function mediaOf(part: unknown): MediaRef[] {
  const found = new Map<string, MediaRef>();
  collect(part, found);
  return [...found.values()];
}

function collect(value: unknown, found: Map<string, MediaRef>): void {
  if (value === null || typeof value !== 'object') return;
  if (isMediaRef(value)) {
    found.set(value.sha256, value);
    return;
  }
  for (const field of Object.values(value)) collect(field, found);
}

function isMediaRef(value: object): value is MediaRef {
  return 'sha256' in value && 'kind' in value && typeof value.sha256 === 'string';
}
