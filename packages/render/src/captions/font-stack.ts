/** Chinese, Japanese and Korean draw many of the same characters differently: the language chooses the face. */
const localFaces: Record<string, string> = {
  ja: 'Noto Sans CJK JP',
  ko: 'Noto Sans CJK KR',
  zh: 'Noto Sans CJK SC',
  'zh-hant': 'Noto Sans CJK TC',
  'zh-tw': 'Noto Sans CJK TC',
  'zh-hk': 'Noto Sans CJK HK',
};

/** Family names for a sprite's `font`, best first: the brand's, then what the film's language needs. */
export function fontStack(brandFont: string | undefined, language: string): string {
  const tag = language.toLowerCase();
  const local = localFaces[tag] ?? localFaces[tag.split('-')[0] ?? ''];
  const family = (brandFont ?? '').replace(/[^\p{L}\p{N} ._-]/gu, '').trim();
  return [family || 'Inter', ...(local ? [local] : [])].join(', ');
}
