import type { Segment } from '@bom/render';
import { drawSegment } from '../../packages/render/src/segment/draw-segment.ts';
import { drawSprite, type DrawSprite } from '../../packages/render/src/type/draw-sprite.ts';
import type { BenchFilm } from './film.ts';

const rounds = 3;

interface Variant {
  overlays: (kind: string) => boolean;
  transitions: boolean;
}

const variants = {
  'pictures alone': { overlays: () => false, transitions: false },
  '+ transitions': { overlays: () => false, transitions: true },
  '+ logo': { overlays: (kind) => kind === 'logo', transitions: false },
  '+ titles': { overlays: (kind) => kind === 'title', transitions: false },
  '+ captions': { overlays: (kind) => kind === 'caption', transitions: false },
  '+ end card': { overlays: (kind) => kind === 'end-card', transitions: false },
  everything: { overlays: () => true, transitions: true },
} as const satisfies Record<string, Variant>;

/**
 * What each part costs before the encoder: CPU ms of the whole film's drawing by the number of its frames, stills
 * already decoded; beside it what of that is setting type and drawing sprites, each once, and how many they are. The
 * least of several interleaved rounds.
 */
export async function measureParts(film: BenchFilm): Promise<Record<string, object>> {
  const measured = new Map<string, { totalMs: number; spriteMs: number; sprites: number }>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, variant] of Object.entries<Variant>(variants)) {
      const cost = await drawFilm(film, variant);
      const least = measured.get(name);
      if (!least || cost.totalMs < least.totalMs) measured.set(name, cost);
    }
  }
  const { frames } = film.timeline;
  const alone = measured.get('pictures alone')?.totalMs ?? 0;
  return Object.fromEntries(
    [...measured].map(([name, { totalMs, spriteMs, sprites }]) => [
      name,
      {
        'ms/frame': rounded(totalMs / frames),
        'more than pictures': rounded((totalMs - alone) / frames),
        'of it drawing sprites': rounded(spriteMs / frames),
        sprites,
      },
    ]),
  );
}

async function drawFilm({ timeline, media }: BenchFilm, variant: Variant) {
  const cost = { totalMs: 0, spriteMs: 0, sprites: 0 };
  const drawTimed: DrawSprite = async (...request) => {
    const start = process.cpuUsage();
    const layers = await drawSprite(...request);
    cost.spriteMs += cpuMsSince(start);
    cost.sprites += layers.length;
    return layers;
  };
  for (const segment of timeline.segments) {
    const { signal } = new AbortController();
    const drawn = await drawSegment({ segment: only(segment, variant), media, drawOverlay: drawTimed, signal });
    const start = process.cpuUsage();
    for (let frame = 0; frame < segment.frames; frame += 1) await drawn.draw(frame);
    cost.totalMs += cpuMsSince(start);
    drawn.close();
  }
  return cost;
}

function only(segment: Segment, { overlays, transitions }: Variant): Segment {
  const { transition, ...rest } = segment;
  return {
    ...rest,
    overlays: segment.overlays.filter(({ sprite }) => overlays(sprite.kind)),
    ...(transition && transitions ? { transition } : {}),
  };
}

function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
