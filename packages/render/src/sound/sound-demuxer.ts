import { open } from 'node:fs/promises';
import { PermanentError } from '@bom/domain';

const headBytes = 12;

/**
 * The demuxer for a sound file, told from its first bytes and never guessed by ffmpeg: a playlist in an .mp3's
 * clothes would make it read other files. Throws PermanentError `sound_unreadable`.
 */
export async function soundDemuxer(path: string): Promise<string> {
  const head = Buffer.alloc(headBytes);
  const file = await open(path, 'r');
  try {
    await file.read(head, 0, headBytes, 0);
  } finally {
    await file.close();
  }
  const demuxer = demuxerOf(head);
  if (demuxer) return demuxer;
  throw new PermanentError(
    'sound_unreadable',
    'A sound file is of no kind that can be read; send MP3, WAV, M4A, AAC, FLAC or Ogg.',
  );
}

function demuxerOf(head: Buffer): string | undefined {
  const text = head.toString('latin1');
  if (text.startsWith('RIFF') && text.startsWith('WAVE', 8)) return 'wav';
  if (text.startsWith('ID3')) return 'mp3';
  if (text.startsWith('fLaC')) return 'flac';
  if (text.startsWith('OggS')) return 'ogg';
  if (text.startsWith('ftyp', 4)) return 'mov';
  if (text.startsWith('FORM')) return 'aiff';
  if (head.readUInt32BE(0) === 0x1a45dfa3) return 'matroska';
  // Frame syncs: eleven set bits; layer 0 is AAC's ADTS, else MPEG audio.
  if (head[0] !== 0xff || ((head[1] ?? 0) & 0xe0) !== 0xe0) return undefined;
  return ((head[1] ?? 0) & 0x06) === 0 ? 'aac' : 'mp3';
}
