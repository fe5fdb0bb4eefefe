import { createKernel } from '../../packages/render/src/motion/kernel.ts';
import { layOutFrame, layOutPicture } from '../../packages/render/src/motion/plane-layout.ts';
import { blendSprite, createSpriteArena, spriteArenaBytes } from '../../packages/render/src/segment/sprite-planes.ts';
import { canvas } from './workload.ts';

const source = { width: 1296, height: 2304 };
/** A caption of two lines. */
const caption = { x: 110, y: 1300, width: 860, height: 240 };
const runs = 60;

/** CPU ms of each thing the kernel does to a frame; the least of several rounds. */
export function measureKernel(): Record<string, number> {
  const picture = layOutPicture(source.width, source.height);
  const { bytes } = layOutFrame(canvas.width, canvas.height);
  const kernel = createKernel({
    bytes: picture.bytes + 2 * bytes + 512 + spriteArenaBytes(canvas),
    width: canvas.width,
  });
  const still = layOutPicture(source.width, source.height, kernel.allocate(picture.bytes)).picture;
  const [under, over] = [0, 1].map(() => layOutFrame(canvas.width, canvas.height, kernel.allocate(bytes + 32)).picture);
  const arena = createSpriteArena(kernel, canvas);
  const length = caption.width * caption.height * 4;
  const sprite = { ...caption, rgba: Uint8ClampedArray.from({ length }, (_, index) => (index * 7) & 255) };
  const placed = arena.place(sprite);
  if (!placed || !under || !over) throw new Error('the sprite has no room');
  return {
    'a frame from a still': leastMs((run) =>
      kernel.resample(still, { x: run * 0.3, y: run * 0.2, width: 1200, height: 2133.33 }, under),
    ),
    'mixing two frames': leastMs(() => kernel.blend({ under, over, target: under, share: 0.3 })),
    'a caption over a frame': leastMs(() => blendSprite(kernel, placed, { frame: under, share: 0.9 })),
    'taking over a caption, once': leastMs(() => {
      arena.clear();
      arena.place(sprite);
    }, 6),
  };
}

function leastMs(work: (run: number) => void, times = runs): number {
  const rounds = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    for (let run = 0; run < times; run += 1) work(run);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 / times;
  });
  return Number(Math.min(...rounds).toFixed(2));
}
