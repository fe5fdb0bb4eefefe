/** ffmpeg's demuxer for what the bytes are; undefined for everything that is no sound we asked for (HTML, JSON, nothing). */
export function sniffSound(bytes: Buffer): 'wav' | 'mp3' | 'flac' | 'ogg' | undefined {
  const start = bytes.subarray(0, 12).toString('latin1');
  if (start.startsWith('RIFF') && start.endsWith('WAVE')) return 'wav';
  if (start.startsWith('fLaC')) return 'flac';
  if (start.startsWith('OggS')) return 'ogg';
  if (start.startsWith('ID3')) return 'mp3';
  return isMp3Frame(bytes) ? 'mp3' : undefined;
}

/** Eleven bits of sync, layer III, and a bit rate and sample rate that exist. */
function isMp3Frame(bytes: Buffer): boolean {
  const [sync = 0, version = 0, rates = 0] = bytes;
  const hasSync = sync === 0xff && (version & 0xe0) === 0xe0;
  const isLayer3 = (version & 0x06) === 0x02 && (version & 0x18) !== 0x08;
  return hasSync && isLayer3 && rates >> 4 !== 0 && rates >> 4 !== 15 && (rates & 0x0c) !== 0x0c;
}
