import type { CaptionCue } from '../timeline.ts';
import { toSrt, toVtt } from './write-subtitles.ts';

const cue = (startMs: number, endMs: number, text: string): CaptionCue => ({ startMs, endMs, text, words: [] });
const cues = [
  cue(0, 1234, 'Fresh bread & "rolls"\nevery morning 🥐'),
  cue(61_000, 3_661_007, '<b>1 < 2</b> --> {\\an8} top'),
  cue(3_661_007, 3_662_000, 'خبز طازج\n\n毎朝'),
];

test('SubRip has numbers, comma times and no markup that players would act on', () => {
  expect(toSrt(cues)).toBe(
    [
      '1\n00:00:00,000 --> 00:00:01,234\nFresh bread & "rolls"\nevery morning 🥐\n',
      '2\n00:01:01,000 --> 01:01:01,007\n<\u2060b>1 < 2<\u2060/b> --\u2060> {\u2060\\an8} top\n',
      '3\n01:01:01,007 --> 01:01:02,000\nخبز طازج\n毎朝\n',
    ].join('\n'),
  );
});

test('WebVTT has its header, dotted times and escaped text', () => {
  expect(toVtt(cues)).toBe(
    [
      'WEBVTT\n',
      '00:00:00.000 --> 00:00:01.234\nFresh bread &amp; "rolls"\nevery morning 🥐\n',
      '00:01:01.000 --> 01:01:01.007\n&lt;b&gt;1 &lt; 2&lt;/b&gt; --&gt; {\\an8} top\n',
      '01:01:01.007 --> 01:01:02.000\nخبز طازج\n毎朝\n',
    ].join('\n'),
  );
});

test('a film without captions still has valid files', () => {
  expect(toSrt([])).toBe('');
  expect(toVtt([])).toBe('WEBVTT\n');
});
