import { open } from 'node:fs/promises';
import { childrenOf, damaged, findBox, readOutline } from './mp4-boxes.ts';

/** One track as its tables tell it; all times in seconds of the presentation (edit list applied). */
export interface Mp4Track {
  kind: 'video' | 'audio';
  codec: string;
  packets: number;
  /** Where the first and the last packet's presentation begins and ends, after the edit list. */
  startSeconds: number;
  endSeconds: number;
  /** Presentation times in ascending order, in ticks from the first. */
  ptsTicks: number[];
  timescale: number;
  /** Decode times rise strictly, and no two packets are shown at the same moment. */
  monotonic: boolean;
  /** Indices in decode order of packets that start without others; every packet where the table is absent. */
  keyPackets: ReadonlySet<number>;
  width: number;
  height: number;
  /** Colour code points of the `colr` box, "primaries/transfer/matrix/full-range"; null where untagged. */
  color: string | null;
  sampleRate: number;
  channels: number;
}

export interface Mp4Index {
  moovFirst: boolean;
  video: Mp4Track | undefined;
  audio: Mp4Track | undefined;
}

/** Reads a film's own tables, without decoding. Throws PermanentError `film_damaged`. */
export async function readMp4(path: string): Promise<Mp4Index> {
  const file = await open(path, 'r');
  try {
    const { order, moov } = await readOutline(file);
    const movieTimescale = findBox(moov, 'mvhd')?.readUInt32BE(12) ?? 1000;
    const tracks = childrenOf(moov)
      .filter((box) => box.type === 'trak')
      .map((box) => readTrack(box.content, movieTimescale))
      .filter((track) => track !== undefined);
    return {
      moovFirst: order.indexOf('moov') < order.indexOf('mdat'),
      video: tracks.find((track) => track.kind === 'video'),
      audio: tracks.find((track) => track.kind === 'audio'),
    };
  } catch (error) {
    if (error instanceof RangeError) throw damaged('its tables are shorter than they say');
    throw error;
  } finally {
    await file.close();
  }
}

function readTrack(trak: Buffer, movieTimescale: number): Mp4Track | undefined {
  const handler = findBox(trak, 'mdia', 'hdlr')?.toString('latin1', 8, 12);
  const tables = findBox(trak, 'mdia', 'minf', 'stbl');
  const timescale = findBox(trak, 'mdia', 'mdhd')?.readUInt32BE(12);
  if (!tables || !timescale || (handler !== 'vide' && handler !== 'soun')) return undefined;
  const kind = handler === 'vide' ? 'video' : 'audio';
  const times = packetTimes(tables);
  const edit = readEdit(findBox(trak, 'edts', 'elst'), movieTimescale, timescale);
  const ptsTicks = times.map((time) => time.pts).sort((a, b) => a - b);
  const endTicks = Math.max(0, ...times.slice(-16).map((time) => time.pts + time.ticks)) - edit.skipTicks;
  return {
    kind,
    packets: times.length,
    startSeconds: edit.delaySeconds + Math.max(0, (ptsTicks[0] ?? 0) - edit.skipTicks) / timescale,
    endSeconds: edit.delaySeconds + Math.min(endTicks / timescale, edit.lengthSeconds),
    ptsTicks,
    timescale,
    monotonic:
      times.every((time, index) => index === 0 || time.dts > (times[index - 1]?.dts ?? 0)) &&
      ptsTicks.every((pts, index) => index === 0 || pts > (ptsTicks[index - 1] ?? 0)),
    keyPackets: keyPackets(tables, times.length),
    ...readDescription(tables, kind),
  };
}

interface PacketTime {
  dts: number;
  pts: number;
  ticks: number;
}

function packetTimes(tables: Buffer): PacketTime[] {
  const durations = runs(findBox(tables, 'stts'), 'unsigned');
  const offsets = runs(findBox(tables, 'ctts'), 'signed');
  let dts = 0;
  return durations.map((ticks, index) => {
    const time = { dts, pts: dts + (offsets[index] ?? 0), ticks };
    dts += ticks;
    return time;
  });
}

/** A run-length table: count and value, count and value. */
function runs(table: Buffer | undefined, sign: 'signed' | 'unsigned'): number[] {
  const values: number[] = [];
  if (!table) return values;
  for (let entry = 0; entry < table.readUInt32BE(4); entry++) {
    const count = table.readUInt32BE(8 + entry * 8);
    const value = sign === 'signed' ? table.readInt32BE(12 + entry * 8) : table.readUInt32BE(12 + entry * 8);
    if (values.length + count > 5_000_000) throw damaged('it claims millions of packets');
    for (let i = 0; i < count; i++) values.push(value);
  }
  return values;
}

function keyPackets(tables: Buffer, packets: number): Set<number> {
  const table = findBox(tables, 'stss');
  if (!table) return new Set(Array.from({ length: packets }, (_, index) => index));
  return new Set(Array.from({ length: table.readUInt32BE(4) }, (_, index) => table.readUInt32BE(8 + index * 4) - 1));
}

interface Edit {
  delaySeconds: number;
  skipTicks: number;
  lengthSeconds: number;
}

/** Empty edits delay the track; the first true one says where in the media the presentation begins. */
function readEdit(table: Buffer | undefined, movieTimescale: number, timescale: number): Edit {
  const edit: Edit = { delaySeconds: 0, skipTicks: 0, lengthSeconds: Infinity };
  if (!table) return edit;
  const wide = table[0] === 1;
  const stride = wide ? 20 : 12;
  for (let entry = 0; entry < table.readUInt32BE(4); entry++) {
    const at = 8 + entry * stride;
    const length = wide ? Number(table.readBigUInt64BE(at)) : table.readUInt32BE(at);
    const mediaTime = wide ? Number(table.readBigInt64BE(at + 8)) : table.readInt32BE(at + 4);
    if (mediaTime < 0) {
      edit.delaySeconds += length / movieTimescale;
      continue;
    }
    // The edit's length counts in the movie's coarse clock: give it one tick of grace.
    if (length > 0) edit.lengthSeconds = (length + 1) / movieTimescale;
    return { ...edit, skipTicks: mediaTime, lengthSeconds: Math.max(edit.lengthSeconds, 1 / timescale) };
  }
  return edit;
}

/** Visual entries hold 78 bytes before their child boxes, sound entries 28 (ISO/IEC 14496-12, 12.1.3 and 12.2.3). */
function readDescription(tables: Buffer, kind: 'video' | 'audio') {
  const entry = childrenOf(findBox(tables, 'stsd')?.subarray(8) ?? Buffer.alloc(0))[0];
  if (!entry) throw damaged('a track has no description');
  const { content } = entry;
  const none = { codec: entry.type, width: 0, height: 0, color: null, sampleRate: 0, channels: 0 };
  if (kind === 'audio') {
    return { ...none, channels: content.readUInt16BE(16), sampleRate: content.readUInt32BE(24) >>> 16 };
  }
  const colr = findBox(content.subarray(78), 'colr');
  const tagged = colr && ['nclx', 'nclc'].includes(colr.toString('latin1', 0, 4)) ? colr : undefined;
  const fullRange = tagged && tagged.length > 10 ? (tagged[10] ?? 0) >> 7 : 0;
  return {
    ...none,
    width: content.readUInt16BE(24),
    height: content.readUInt16BE(26),
    color: tagged ? `${tagged.readUInt16BE(4)}/${tagged.readUInt16BE(6)}/${tagged.readUInt16BE(8)}/${fullRange}` : null,
  };
}
