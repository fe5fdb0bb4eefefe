import type { CaptionCue } from '../timeline.ts';

/** SubRip. It has no escapes: an invisible word joiner keeps `<`, `{\` and `-->` from being read as markup. */
export function toSrt(cues: CaptionCue[]): string {
  return cues
    .map((cue, index) => `${index + 1}\n${srtTime(cue.startMs)} --> ${srtTime(cue.endMs)}\n${srtText(cue.text)}\n`)
    .join('\n');
}

/** WebVTT (W3C), cue text escaped. */
export function toVtt(cues: CaptionCue[]): string {
  const blocks = cues.map((cue) => `${vttTime(cue.startMs)} --> ${vttTime(cue.endMs)}\n${vttText(cue.text)}\n`);
  return ['WEBVTT\n', ...blocks].join('\n');
}

function srtText(text: string): string {
  return oneBlock(text)
    .replace(/<(?=[\p{L}/])/gu, '<\u2060')
    .replace(/\{(?=\\)/g, '{\u2060')
    .replace(/-->/g, '--\u2060>');
}

function vttText(text: string): string {
  return oneBlock(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** An empty line would end the cue. */
function oneBlock(text: string): string {
  return text
    .split(/[\r\n\u2028\u2029]+/)
    .filter((line) => line.trim() !== '')
    .join('\n');
}

function srtTime(ms: number): string {
  return vttTime(ms).replace('.', ',');
}

function vttTime(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const clock = [whole / 3_600_000, (whole / 60_000) % 60, (whole / 1000) % 60].map(two).join(':');
  return `${clock}.${String(whole % 1000).padStart(3, '0')}`;
}
