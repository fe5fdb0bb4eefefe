import type { AudioPlan, Backdrop, MediaRef, Segment, SpriteSpec } from '../timeline.ts';

/** Every file that a segment or the sound is made of, once each: what must be at hand before it is rendered. */
export function mediaOf(part: Segment | AudioPlan): MediaRef[] {
  const refs = 'samples' in part ? soundsOf(part) : picturesOf(part);
  return [...new Map(refs.map((ref) => [ref.sha256, ref])).values()];
}

function soundsOf({ narration, music }: AudioPlan): MediaRef[] {
  return [...narration.map((stretch) => stretch.media), ...(music ? [music] : [])];
}

function picturesOf({ backdrop, transition, overlays }: Segment): MediaRef[] {
  return [
    ...backdropMedia(backdrop),
    ...(transition ? backdropMedia(transition.from) : []),
    ...overlays.flatMap(({ sprite }) => spriteMedia(sprite)),
  ];
}

function backdropMedia(backdrop: Backdrop): MediaRef[] {
  return backdrop.kind === 'card' ? [] : [backdrop.media];
}

function spriteMedia(sprite: SpriteSpec): MediaRef[] {
  if (sprite.kind === 'logo') return [sprite.media];
  return sprite.kind === 'end-card' && sprite.logo ? [sprite.logo] : [];
}
