import { contentKey } from './content-key.ts';
import { rendererVersion } from './renderer-version.ts';
import type { Backdrop, MediaRef, OverlayEvent, Segment, SpriteSpec } from '../timeline.ts';

/**
 * The name of a segment's bytes: what shapes its pixels and nothing else. Its position in the film, absolute time, scene
 * number and sound are left out, so that a moved scene and other music find their segments again.
 */
export function segmentHash(segment: Omit<Segment, 'key'>): string {
  const { transition } = segment;
  return contentKey({
    rendererVersion,
    frames: segment.frames,
    canvas: segment.canvas,
    profile: segment.profile,
    encoder: segment.encoder,
    backdrop: backdropPixels(segment.backdrop),
    overlays: segment.overlays.map(overlayPixels),
    transition: transition && { ...transition, from: backdropPixels(transition.from) },
  });
}

function backdropPixels(backdrop: Backdrop): unknown {
  if (backdrop.kind === 'card') return backdrop;
  if (backdrop.kind === 'clip') {
    return { ...backdrop, media: { ...mediaPixels(backdrop.media), focus: backdrop.media.focus } };
  }
  // The focus has already become the path.
  return { ...backdrop, media: mediaPixels(backdrop.media) };
}

function overlayPixels(event: OverlayEvent): unknown {
  return { ...event, sprite: spritePixels(event.sprite) };
}

function spritePixels(sprite: SpriteSpec): unknown {
  return 'media' in sprite ? { ...sprite, media: mediaPixels(sprite.media) } : spriteWithLogoPixels(sprite);
}

function spriteWithLogoPixels(sprite: Exclude<SpriteSpec, { kind: 'logo' }>): unknown {
  return sprite.kind === 'end-card' && sprite.logo ? { ...sprite, logo: mediaPixels(sprite.logo) } : sprite;
}

/** Size and length follow from the bytes. */
function mediaPixels(media: MediaRef): { sha256: string; kind: MediaRef['kind'] } {
  return { sha256: media.sha256, kind: media.kind };
}
