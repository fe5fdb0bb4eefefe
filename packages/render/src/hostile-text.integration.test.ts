import { defaultBrandColors } from '@bom/domain';
import { planTimeline, type FilmRequest } from './index.ts';
import { drawSprite } from './type/draw-sprite.ts';

const hostile: Record<string, string> = {
  quotes: `"double" 'single' “curly” \`back\``,
  'what ffmpeg expands': '%{pts} %{n} %%{eif:1:d}',
  'what libass obeys': '{\\an8}{\\fs200} \\N \\h',
  backslashes: 'C:\\new\\table \\\\ \\x00',
  'what filters split at': `a:b=c,d;e[f]'g'`,
  newlines: 'one\r\ntwo\n\n\nthree\u2028four',
  joiners: 'a\u200db\u200dc 👩\u200d👩\u200d👧 \u200d\u200d\u200d',
  'bidi overrides': '\u202egnp.exe\u202c \u2066x\u2069 \u2067y',
  NUL: 'bread\u0000butter\u0007\u001b[31m',
  'marks without end': `a${'\u0301'.repeat(500)}b`,
  'a word without end': 'W'.repeat(1900),
  'lone surrogates': 'x\ud800y\udc00z',
};

function filmOf(text: string): FilmRequest {
  const durationMs = 3000;
  const voice = { sha256: 'voice', kind: 'audio' as const, durationMs };
  const narration = { media: voice, fromMs: 0, toMs: durationMs, words: [] };
  return {
    format: 'vertical',
    language: 'en',
    scenes: [{ kind: 'scene', scene: 0, text, narration, onScreenText: `${text} as a title` }],
    look: {
      name: text,
      colors: defaultBrandColors,
      font: text,
      watermark: { position: 'top-left', opacity: 1 },
      cta: { text: `${text}!`, url: text },
    },
    captions: { style: 'karaoke', position: 'bottom' },
    profile: 'draft',
    size: { width: 216, height: 384 },
  };
}

test.each(Object.keys(hostile))('is drawn inside the frame wherever text goes: %s', async (name) => {
  const { segments } = planTimeline(filmOf(hostile[name] ?? ''));
  const events = segments.flatMap((segment) => segment.overlays.map(({ sprite }) => ({ sprite, segment })));
  const kinds = new Set(events.map(({ sprite }) => sprite.kind));
  expect([...kinds].sort()).toEqual(['caption', 'end-card', 'title']);
  for (const { sprite, segment } of [events[0]!, events[1]!, events.at(-1)!]) {
    const { canvas } = segment;
    for (const layer of await drawSprite(sprite, canvas, new Map())) {
      expect(Math.min(layer.x, layer.y)).toBeGreaterThanOrEqual(0);
      expect(layer.x + layer.width).toBeLessThanOrEqual(canvas.width);
      expect(layer.y + layer.height).toBeLessThanOrEqual(canvas.height);
      expect(layer.rgba.some((value) => value > 0)).toBe(true);
    }
  }
});

test('ten thousand characters are refused by name, as text and as a title', () => {
  const long = filmOf('Brot '.repeat(2000));
  expect(() => planTimeline(long)).toThrow(expect.objectContaining({ code: 'text_too_long', scene: 0 }));
  const [scene] = filmOf('Brot').scenes;
  const titled = { ...long, scenes: [{ ...scene!, onScreenText: 'Brot '.repeat(2000) }] };
  expect(() => planTimeline(titled)).toThrow(expect.objectContaining({ code: 'text_too_long', scene: 0 }));
});
