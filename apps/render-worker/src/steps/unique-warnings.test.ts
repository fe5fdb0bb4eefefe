import { uniqueWarnings } from './unique-warnings.ts';

test('what three formats say alike is said once, what scenes say apart stays', () => {
  const font = { code: 'font_missing', detail: 'No font.' };
  const cut = (scene: number) => ({ code: 'text_cut', detail: 'Too long.', scene });
  expect(uniqueWarnings([font, cut(0), font, cut(1), cut(0), font])).toEqual([font, cut(0), cut(1)]);
});

test('estimated captions are said once, whoever says it of whichever scene', () => {
  const estimated = (detail: string, scene?: number) => ({
    code: 'estimated_captions',
    detail,
    ...(scene ? { scene } : {}),
  });
  expect(uniqueWarnings([estimated('By the voice.', 2), estimated('By the plan.')])).toEqual([
    estimated('By the voice.', 2),
  ]);
});
