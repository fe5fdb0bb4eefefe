import { clipGraph } from './clip-graph.ts';

const request = {
  clip: { durationMs: 10_000, color: 'tagged' as const },
  canvas: { width: 1080, height: 1920, fps: 30 },
  fit: 'cover' as const,
  firstFrame: 0,
  askedFrames: 90,
  sceneFrames: 90,
};
const timed = (slowing: string, range: string): string =>
  `[0:v:0]setpts=(PTS-STARTPTS)*${slowing},fps=30,tpad=stop=-1:stop_mode=clone,trim=${range},setpts=PTS-STARTPTS`;
const flags = 'flags=bicubic+accurate_rnd+full_chroma_int';
const to709 = 'out_color_matrix=bt709:out_range=tv';

describe('clipGraph', () => {
  it('trims, scales and crops a long clip', () => {
    expect(clipGraph(request)).toBe(
      `${timed('1.000000', 'start_frame=0:end_frame=90')},scale=1080:1920:force_original_aspect_ratio=increase:${flags}:${to709},crop=1080:1920,setsar=1,format=yuv420p[out]`,
    );
  });

  it.each([
    [2500, '1.200000'],
    [1000, '1.500000'],
    [0, '1.000000'],
  ])('slows a clip of %i ms for a scene of 3 s by %s', (durationMs, slowing) => {
    expect(clipGraph({ ...request, clip: { durationMs, color: 'tagged' } })).toContain(
      timed(slowing, 'start_frame=0:end_frame=90'),
    );
  });

  it('cuts out the frames that a transition asks for, at the pace of its own scene', () => {
    const later = { ...request, clip: { durationMs: 2500, color: 'tagged' as const }, firstFrame: 90, askedFrames: 12 };
    expect(clipGraph(later)).toContain(timed('1.200000', 'start_frame=90:end_frame=102'));
  });

  it('reads untagged HD as BT.709', () => {
    expect(clipGraph({ ...request, clip: { durationMs: 9000, color: 'untagged-hd' } })).toContain(
      `${flags}:in_color_matrix=bt709:${to709}`,
    );
  });

  it('maps the tones of HDR after scaling and cropping', () => {
    expect(clipGraph({ ...request, clip: { durationMs: 9000, color: 'hdr' } })).toMatch(
      /,crop=1080:1920,zscale=t=linear:npl=203,.*tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv:p=bt709,setsar=1/,
    );
  });

  it('lays the whole clip over a small, soft copy of itself', () => {
    const graph = clipGraph({ ...request, fit: 'blurred-fill' });
    expect(graph).toContain(',split[a][b];[a]scale=136:240:force_original_aspect_ratio=increase');
    expect(graph).toContain('crop=136:240,format=yuv420p,gblur=sigma=5.67,eq=brightness=-0.08');
    expect(graph).toContain('[b]scale=1080:1920:force_original_aspect_ratio=decrease:force_divisible_by=2');
    expect(graph.endsWith('[back][front]overlay=(W-w)/2:(H-h)/2,setsar=1,format=yuv420p[out]')).toBe(true);
  });
});
