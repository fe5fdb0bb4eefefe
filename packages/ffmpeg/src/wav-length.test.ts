import { judgeWavLength } from './wav-length.ts';

const size = 1044;

function wav(lengths: { riff?: number; data?: number; tags?: boolean }): Buffer {
  const tags = lengths.tags ? Buffer.from('LIST\x03\0\0\0abc\0', 'latin1') : Buffer.alloc(0);
  const head = Buffer.concat([Buffer.alloc(36), tags, Buffer.alloc(8)]);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(lengths.riff ?? size - 8, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.write('data', 36 + tags.length, 'latin1');
  head.writeUInt32LE(lengths.data ?? size - 44 - tags.length, 40 + tags.length);
  return head;
}

describe('judgeWavLength', () => {
  test.each([
    ['OpenAI and ffmpeg', 0xffffffff, 0xffffffff],
    ['ElevenLabs', 0x80000023, 0x7fffffff],
    ['Pocket TTS', 2_000_000_036, 2_000_000_000],
    ['an encoder that was never ended', 0, 0],
    ['a program that fills in the file and not its sound', size - 8, 0xffffffff],
  ])('finds that %s left the length open', (_, riff, data) => {
    expect(judgeWavLength(wav({ riff, data }), size)).toBe('open');
    expect(judgeWavLength(wav({ riff, data, tags: true }), size)).toBe('open');
  });

  test('believes a plausible length', () => {
    expect(judgeWavLength(wav({}), size)).toBe('whole');
    expect(judgeWavLength(wav({ tags: true }), size)).toBe('whole');
    expect(judgeWavLength(wav({}), size / 2)).toBe('cut-off');
    expect(judgeWavLength(wav({ riff: 0xffffffff, data: 2000 }), size)).toBe('cut-off');
  });

  test('takes an empty sound chunk of a file with a length for what it says', () => {
    expect(judgeWavLength(wav({ data: 0 }), size)).toBe('whole');
  });

  test('says nothing about other files', () => {
    expect(judgeWavLength(Buffer.from('ID3'), size)).toBe('none');
    expect(judgeWavLength(wav({}).subarray(0, 20), size)).toBe('none');
  });
});
