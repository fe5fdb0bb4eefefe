import {
  blue,
  expectNear,
  openStage,
  pixel,
  red,
  segmentOf,
  white,
  type Stage,
} from '../test-support/segment-stage.ts';
import type { Backdrop } from '../timeline.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

describe('a clip as a backdrop', () => {
  it('trims a clip that is longer than its scene, and fills the frame', async () => {
    const ref = await stage.clip('long.mp4', 'color=red:size=320x180:rate=25', 2);
    const frames = await stage.draw(segmentOf({ kind: 'clip', media: ref, fit: 'cover' }));
    expect(frames).toHaveLength(12);
    for (const y of [2, 80, 157]) expectNear(pixel(frames[11], 45, y), red, 4);
  });

  it('slows a clip that is shorter than its scene, then holds its last frame', async () => {
    // Dark for 0.2 s, then bright: slowed by half, the change comes at 0.3 s.
    const ref = await stage.clip(
      'short.mp4',
      "color=black:size=180x320:rate=30,geq=lum='if(lt(T,0.19),40,200)':cb=128:cr=128",
      0.4,
    );
    const frames = await stage.draw(segmentOf({ kind: 'clip', media: ref, fit: 'cover' }, { frames: 40 }));
    const luma = frames.map((frame) => pixel(frame, 45, 80)[0] as number);
    expect(frames).toHaveLength(40);
    expect(luma.findIndex((value) => value > 120)).toBeGreaterThanOrEqual(7);
    expect(luma.findIndex((value) => value > 120)).toBeLessThanOrEqual(10);
    expect(luma[39]).toBeGreaterThan(195);
  });

  it('puts a clip of another shape before a soft copy of itself', async () => {
    const ref = await stage.clip('wide.mp4', 'color=white:size=320x180:rate=30', 1);
    const frame = (await stage.draw(segmentOf({ kind: 'clip', media: ref, fit: 'blurred-fill' })))[6];
    expectNear(pixel(frame, 45, 80), white, 3);
    expect(pixel(frame, 45, 6)[0]).toBeLessThan(230);
    expect(pixel(frame, 45, 6)[0]).toBeGreaterThan(150);
  });

  it('brings an HDR clip to the range of the film', async () => {
    const tags = ['-colorspace', 'bt2020nc', '-color_primaries', 'bt2020', '-color_trc', 'arib-std-b67'];
    const ref = await stage.clip('hlg.mp4', 'color=gray:size=90x160:rate=30,scale=out_color_matrix=bt2020', 0.5, tags);
    const backdrop: Backdrop = { kind: 'clip', media: ref, fit: 'cover' };
    const [y, u, v] = pixel((await stage.draw(segmentOf(backdrop)))[6], 45, 80) as [number, number, number];
    expectNear([u, v], [128, 128], 4);
    expect(y).toBeGreaterThan(60);
    expect(y).toBeLessThan(200);
  });

  it('lets a clip go on beneath a transition', async () => {
    const ref = await stage.clip('before.mp4', 'color=red:size=90x160:rate=30', 1);
    const from: Backdrop = { kind: 'clip', media: ref, fit: 'cover' };
    const transition = { kind: 'crossfade' as const, frames: 6, color: '#000000', from, fromFrame: 20, fromFrames: 20 };
    const frames = await stage.draw(segmentOf(await stage.still('#0000ff'), { transition }));
    expect(pixel(frames[0], 45, 80)[2]).toBeGreaterThan(200);
    expectNear(pixel(frames[7], 45, 80), blue);
  });
});
