import type { FileHandle } from 'node:fs/promises';
import { PermanentError } from '@bom/domain';

/** A box of an ISO base media file (ISO/IEC 14496-12): its four-letter type and its content without the header. */
export interface Box {
  type: string;
  content: Buffer;
}

/** Tables of a ten-minute film take well under 1 MB. */
const maxMoovBytes = 64 * 1024 * 1024;

/** Types of the file's outermost boxes in order, and the content of `moov`. */
export async function readOutline(file: FileHandle): Promise<{ order: string[]; moov: Buffer }> {
  const { size } = await file.stat();
  const order: string[] = [];
  let moov: Buffer | undefined;
  for (let at = 0; at + 8 <= size;) {
    const head = Buffer.alloc(16);
    await file.read(head, 0, 16, at);
    const { type, headerBytes, bytes } = parseHeader(head, size - at);
    if (bytes < headerBytes || at + bytes > size) throw damaged(`its ${printable(type)} box is cut off`);
    order.push(type);
    if (type === 'moov') {
      if (bytes > maxMoovBytes) throw damaged('its index is too large');
      moov = Buffer.alloc(bytes - headerBytes);
      await file.read(moov, 0, moov.length, at + headerBytes);
    }
    at += bytes;
  }
  if (!moov) throw damaged('it has no index (moov)');
  return { order, moov };
}

export function childrenOf(content: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= content.length;) {
    const { type, headerBytes, bytes } = parseHeader(content.subarray(at, at + 16), content.length - at);
    if (bytes < headerBytes || at + bytes > content.length) break;
    boxes.push({ type, content: content.subarray(at + headerBytes, at + bytes) });
    at += bytes;
  }
  return boxes;
}

/** The first box at a path of types, or undefined. */
export function findBox(content: Buffer, ...path: string[]): Buffer | undefined {
  let here: Buffer | undefined = content;
  for (const type of path) here = here && childrenOf(here).find((box) => box.type === type)?.content;
  return here;
}

export function damaged(why: string): PermanentError {
  return new PermanentError('film_damaged', `The finished file is damaged: ${why}; render it again.`);
}

function parseHeader(head: Buffer, rest: number): { type: string; headerBytes: number; bytes: number } {
  const short = head.readUInt32BE(0);
  const type = head.toString('latin1', 4, 8);
  if (short === 1 && head.length >= 16) return { type, headerBytes: 16, bytes: Number(head.readBigUInt64BE(8)) };
  return { type, headerBytes: 8, bytes: short === 0 ? rest : short };
}

function printable(type: string): string {
  return JSON.stringify(type);
}
