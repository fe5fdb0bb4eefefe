import { open } from 'node:fs/promises';

/**
 * A program that writes WAV into a pipe can't go back to fill in its sizes, so it leaves a number in their place: 0,
 * 7FFFFFFF and FFFFFFFF (ffmpeg, OpenAI, ElevenLabs) or 2,000,000,000 (Pocket TTS). No recording that is let in is as
 * large.
 */
const leastPlaceholder = 1_900_000_000;
/** Headers with tags in them stay far below. */
const headBytes = 65_536;

/**
 * How a WAV's header states its length. `open`: it doesn't, and the recording is what is there. `whole`, `cut-off`:
 * it does, and the file holds that much, or less. `none`: the file isn't a WAV, or has no sound chunk.
 */
export async function readWavLength(path: string): Promise<'open' | 'whole' | 'cut-off' | 'none'> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return judgeWavLength(buffer.subarray(0, bytesRead), size);
  } finally {
    await file.close();
  }
}

/** The same for the first bytes of a file of `size` bytes. */
export function judgeWavLength(head: Buffer, size: number): 'open' | 'whole' | 'cut-off' | 'none' {
  const dataAt = findDataChunk(head);
  if (dataAt === undefined) return 'none';
  const riffBytes = head.readUInt32LE(4);
  const dataBytes = head.readUInt32LE(dataAt + 4);
  // An empty sound chunk is a placeholder only in a file that states no length of its own either.
  const dataIsOpen = dataBytes >= leastPlaceholder || (dataBytes === 0 && isPlaceholder(riffBytes));
  if (dataIsOpen) return 'open';
  // Some writers forget the padding byte of the last chunk.
  const reach = Math.max(dataAt + 8 + dataBytes, isPlaceholder(riffBytes) ? 0 : riffBytes + 8);
  return reach > size + 1 ? 'cut-off' : 'whole';
}

function isPlaceholder(bytes: number): boolean {
  return bytes === 0 || bytes >= leastPlaceholder;
}

function findDataChunk(head: Buffer): number | undefined {
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE') return undefined;
  for (let at = 12; at + 8 <= head.length;) {
    if (head.toString('latin1', at, at + 4) === 'data') return at;
    const length = head.readUInt32LE(at + 4);
    // Chunks begin at even bytes.
    at += 8 + length + (length % 2);
  }
  return undefined;
}
