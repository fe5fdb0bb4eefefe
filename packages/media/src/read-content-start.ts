import { open } from 'node:fs/promises';

/** The first bytes of a file, or of what follows its ID3v2 tag, which may hold a picture of any size. */
export async function readContentStart(path: string, maxBytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const head = await file.read(Buffer.alloc(10), 0, 10, 0);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, id3Length(head.buffer));
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Its length is written in four times seven bits, without the ten of its header. */
function id3Length(head: Buffer): number {
  if (head.toString('latin1', 0, 3) !== 'ID3') return 0;
  return 10 + head.subarray(6, 10).reduce((length, byte) => length * 128 + (byte & 127), 0);
}
