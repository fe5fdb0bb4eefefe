import { orderWords } from './order-words.ts';

const shown = (line: string, rtl: boolean) => {
  const words = line.split(' ');
  return orderWords(words, rtl).map(({ index }) => words[index]);
};

describe('orderWords', () => {
  test('leaves left-to-right lines as they are', () => {
    expect(shown('Fresh bread 24/7 – today', false)).toEqual(['Fresh', 'bread', '24/7', '–', 'today']);
  });

  test('sets right-to-left lines from the right', () => {
    expect(shown('خبز طازج كل صباح', true)).toEqual(['صباح', 'كل', 'طازج', 'خبز']);
  });

  test('keeps a Latin name in reading order inside an Arabic line', () => {
    expect(shown('من Bom Studio كل صباح', true)).toEqual(['صباح', 'كل', 'Bom', 'Studio', 'من']);
  });

  test('keeps a Hebrew phrase in its order inside an English line', () => {
    expect(shown('Say שלום עולם to all', false)).toEqual(['Say', 'עולם', 'שלום', 'to', 'all']);
  });

  test('keeps numbers readable and gives words without letters the direction around them', () => {
    expect(shown('السعر 25 يورو', true)).toEqual(['يورو', '25', 'السعر']);
    expect(shown('قل Bom & Co الآن', true)).toEqual(['الآن', 'Bom', '&', 'Co', 'قل']);
    expect(shown('خبز 🥐 طازج', true)).toEqual(['طازج', '🥐', 'خبز']);
  });

  test('sets the full stop after a Latin word at the left of an Arabic line', () => {
    expect(orderWords(['من', 'Bom.'], true)).toEqual([
      { index: 1, rtl: true },
      { index: 0, rtl: true },
    ]);
    expect(orderWords(['Bom,', 'Studio'], true)[0]).toEqual({ index: 0, rtl: false });
  });
});
