import { closeSync, openSync, readSync } from 'node:fs';

export interface FontFace {
  path: string;
  /** Family names as the file's name table has them, the typographic one and the four-style one. */
  families: string[];
  /** Where the face's character map lies in the file. */
  cmapAt: number;
}

/** First and last code point of each covered range, in rising order. */
export type Coverage = Uint32Array;

/**
 * The faces of a TrueType or OpenType file or collection, from its headers alone; none where it cannot be read.
 * Table layouts: OpenType specification 1.9.1, chapters "otff", "name" and "cmap".
 */
export function readFontFaces(path: string): FontFace[] {
  return withFile(path, (read) => {
    const head = read(0, 12);
    if (head.toString('latin1', 0, 4) !== 'ttcf') return [readFace(path, read, 0)];
    const count = Math.min(head.readUInt32BE(8), maxCollection);
    const offsets = read(12, count * 4);
    return Array.from({ length: count }, (_, index) => readFace(path, read, offsets.readUInt32BE(index * 4)));
  });
}

/** The code points a face can draw; empty where its character map cannot be read. */
export function readCoverage(face: FontFace): Coverage {
  const ranges = withFile(face.path, (read) => readCharacterMap(read, face.cmapAt));
  return Uint32Array.from(mergeRanges(ranges).flat());
}

export function covers(coverage: Coverage, codePoint: number): boolean {
  let low = 0;
  let high = coverage.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (codePoint < (coverage[middle * 2] ?? 0)) high = middle - 1;
    else if (codePoint > (coverage[middle * 2 + 1] ?? 0)) low = middle + 1;
    else return true;
  }
  return false;
}

type Read = (at: number, length: number) => Buffer;
type Range = [first: number, last: number];

const maxCollection = 64;
const maxTableBytes = 8_000_000;

/** A broken font is no font. */
function withFile<T>(path: string, use: (read: Read) => T[]): T[] {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const handle = file;
    return use((at, length) => {
      if (length > maxTableBytes) throw new RangeError('a font table of unlikely size');
      const bytes = Buffer.alloc(length);
      readSync(handle, bytes, 0, length, at);
      return bytes;
    });
  } catch {
    return [];
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readFace(path: string, read: Read, at: number): FontFace {
  const count = read(at + 4, 2).readUInt16BE(0);
  const directory = read(at + 12, count * 16);
  let families: string[] = [];
  let cmapAt = 0;
  for (let entry = 0; entry < directory.length; entry += 16) {
    const tag = directory.toString('latin1', entry, entry + 4);
    const offset = directory.readUInt32BE(entry + 8);
    if (tag === 'cmap') cmapAt = offset;
    if (tag === 'name') families = readFamilies(read(offset, directory.readUInt32BE(entry + 12)));
  }
  return { path, families, cmapAt };
}

function readFamilies(table: Buffer): string[] {
  const count = table.readUInt16BE(2);
  const storage = table.readUInt16BE(4);
  const names = new Set<string>();
  for (let record = 6; record < 6 + count * 12; record += 12) {
    const [platform, nameId] = [table.readUInt16BE(record), table.readUInt16BE(record + 6)];
    if (nameId !== 1 && nameId !== 16) continue;
    const from = storage + table.readUInt16BE(record + 10);
    const bytes = table.subarray(from, from + table.readUInt16BE(record + 8));
    // Windows and Unicode platforms are UTF-16; the Macintosh one is near enough Latin.
    names.add(platform === 1 ? bytes.toString('latin1') : Buffer.from(bytes).swap16().toString('utf16le'));
  }
  return [...names];
}

function readCharacterMap(read: Read, at: number): Range[] {
  const count = read(at + 2, 2).readUInt16BE(0);
  const records = read(at + 4, count * 8);
  const ranges: Range[] = [];
  for (let record = 0; record < records.length; record += 8) {
    const table = at + records.readUInt32BE(record + 4);
    const format = read(table, 2).readUInt16BE(0);
    if (format === 4) ranges.push(...readSegments(read(table, read(table + 2, 2).readUInt16BE(0))));
    if (format === 12) ranges.push(...readGroups(read(table, read(table + 4, 4).readUInt32BE(0))));
  }
  return ranges;
}

/** Format 4: segments of the basic plane; what maps to glyph 0 is not covered. */
function readSegments(table: Buffer): Range[] {
  const size = table.readUInt16BE(6);
  const [ends, starts, deltas, offsets] = [14, 16 + size, 16 + 2 * size, 16 + 3 * size];
  const ranges: Range[] = [];
  for (let at = 0; at < size; at += 2) {
    const first = table.readUInt16BE(starts + at);
    const last = table.readUInt16BE(ends + at);
    const offset = table.readUInt16BE(offsets + at);
    if (first === 0xffff) continue;
    if (offset === 0) {
      ranges.push([first, last]);
      continue;
    }
    for (let code = first; code <= last; code++) {
      const glyphAt = offsets + at + offset + (code - first) * 2;
      if (glyphAt + 2 > table.length) break;
      const glyph = table.readUInt16BE(glyphAt);
      if (glyph !== 0 && ((glyph + table.readUInt16BE(deltas + at)) & 0xffff) !== 0) ranges.push([code, code]);
    }
  }
  return ranges;
}

/** Format 12: groups of all planes. */
function readGroups(table: Buffer): Range[] {
  const count = table.readUInt32BE(12);
  const ranges: Range[] = [];
  for (let group = 16; group < 16 + count * 12; group += 12) {
    if (table.readUInt32BE(group + 8) === 0 && table.readUInt32BE(group) === table.readUInt32BE(group + 4)) continue;
    ranges.push([table.readUInt32BE(group), table.readUInt32BE(group + 4)]);
  }
  return ranges;
}

function mergeRanges(ranges: Range[]): Range[] {
  const merged: Range[] = [];
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const before = merged.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}
