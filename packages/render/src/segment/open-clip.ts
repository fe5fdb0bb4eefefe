import { open } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { PermanentError } from '@bom/domain';
import { probeMedia, runFfmpeg, type MediaProbe } from '@bom/ffmpeg';
import type { Kernel } from '../motion/kernel.ts';
import { layOutFrame, layOutPicture, type Picture } from '../motion/plane-layout.ts';
import type { Backdrop, MediaRef } from '../timeline.ts';
import { pathOf, type BackdropRequest, type BackdropSource, type ReadyBackdrop } from './backdrop-source.ts';
import { clipGraph, type ClipColor } from './clip-graph.ts';

const probeTimeoutMs = 20_000;
const msPerFrame = 2000;

/** A film clip as a backdrop: decoded at the canvas's size and rate, muted, made as long as the scene. */
export async function openClip(
  request: BackdropRequest & { backdrop: Extract<Backdrop, { kind: 'clip' }> },
): Promise<ReadyBackdrop> {
  const { canvas, signal, backdrop } = request;
  const path = pathOf(backdrop.media, request.media);
  const format = await clipFormat(path);
  const probe = await probeMedia(path, { format, signal, timeoutMs: probeTimeoutMs });
  const graph = clipGraph({ ...request, fit: backdrop.fit, clip: clipFacts(probe, backdrop.media) });
  return {
    bytes: layOutPicture(canvas.width, canvas.height).bytes,
    open: (kernel) => decodeClip({ path, format, graph, request, kernel }),
  };
}

/** The demuxer by the first bytes: MP4 and MOV, or WebM and Matroska. */
async function clipFormat(path: string): Promise<string> {
  const head = Buffer.alloc(12);
  const file = await open(path, 'r');
  try {
    await file.read(head, 0, 12, 0);
  } finally {
    await file.close();
  }
  if (/^(?:ftyp|moov|mdat|wide|free|skip)/.test(head.toString('latin1', 4, 8))) return 'mov';
  if (head.readUInt32BE(0) === 0x1a45dfa3) return 'matroska';
  throw new PermanentError('unsupported_clip', 'The clip is not an MP4, MOV or WebM file; supply one of those.');
}

function clipFacts(probe: MediaProbe, media: MediaRef): { durationMs: number; color: ClipColor } {
  const stream = probe.streams.find((one) => one.kind === 'video');
  if (stream?.video === undefined) {
    throw new PermanentError('unsupported_clip', 'The clip has no picture; supply another file.');
  }
  // A clip that was written as a stream states no length; it was measured when it was let in.
  const durationMs = stream.durationMs || probe.durationMs || media.durationMs || 0;
  return { durationMs, color: clipColor(stream.video) };
}

function clipColor(video: NonNullable<MediaProbe['streams'][number]['video']>): ClipColor {
  if (video.colorTransfer === 'arib-std-b67' || video.colorTransfer === 'smpte2084') return 'hdr';
  const tagged = video.colorSpace !== null && video.colorSpace !== 'unknown';
  return tagged || Math.min(video.width, video.height) < 720 ? 'tagged' : 'untagged-hd';
}

function decodeClip(clip: {
  path: string;
  format: string;
  graph: string;
  request: BackdropRequest;
  kernel: Kernel;
}): BackdropSource {
  const { canvas, signal, askedFrames } = clip.request;
  const { picture, bytes } = layOutPicture(canvas.width, canvas.height);
  const held = layOutPicture(canvas.width, canvas.height, clip.kernel.allocate(bytes)).picture;
  const frameBytes = layOutFrame(picture.width, picture.height).bytes;
  const stopper = new AbortController();
  const stream = new PassThrough({ highWaterMark: frameBytes });
  const run = runFfmpeg({
    inputs: [{ path: clip.path, format: clip.format, options: ['-threads', '1', '-an', '-sn', '-dn'] }],
    complexFilter: clip.graph,
    outputs: [
      { stream, options: ['-map', '[out]', '-frames:v', String(askedFrames), '-threads', '1', '-f', 'rawvideo'] },
    ],
    signal: AbortSignal.any([signal, stopper.signal]),
    timeoutMs: 60_000 + askedFrames * msPerFrame,
    // The encoder beyond may be slow to ask for more.
    noProgressMs: 300_000,
  });
  // The reader of the frames gets the error; after the last frame it no longer matters.
  stream.on('error', () => undefined);
  run.catch((error: Error) => stream.destroy(error));
  const chunks = stream[Symbol.asyncIterator]();
  const view = { x: 0, y: 0, width: canvas.width, height: canvas.height };
  const frame = Buffer.alloc(frameBytes);
  return {
    async at() {
      if (await readFrame(chunks, { stream, frame })) setFrame(clip.kernel, held, frame);
      return { picture: held, view };
    },
    close: () => {
      stopper.abort();
      stream.destroy();
    },
  };
}

/** False at the end of the clip: its last frame is held. */
async function readFrame(chunks: AsyncIterator<Buffer>, to: { stream: PassThrough; frame: Buffer }): Promise<boolean> {
  let filled = 0;
  while (filled < to.frame.length) {
    const { done, value } = await chunks.next();
    if (done === true) return false;
    const taken = value.copy(to.frame, filled);
    filled += taken;
    if (taken < value.length) to.stream.unshift(value.subarray(taken));
  }
  return true;
}

function setFrame(kernel: Kernel, picture: Picture, frame: Buffer): void {
  let from = 0;
  for (const plane of picture.planes) {
    for (let row = 0; row < plane.height; row += 1) {
      kernel.memory.set(frame.subarray(from, from + plane.width), plane.at + row * plane.stride);
      from += plane.width;
    }
  }
  kernel.pad(picture);
}
