import { maskQuotes } from './mask-quotes.ts';

test.each([
  ['say "Hello" now', 'say ⟦0⟧ now', ['Hello']],
  ['“Warm”, „kalt“ and « doux »', '⟦0⟧, ⟦1⟧ and ⟦2⟧', ['Warm', 'kalt', 'doux']],
  ["don't say 'the baker's bread'", "don't say ⟦0⟧", ["the baker's bread"]],
  ['‘the baker’s bread’', '⟦0⟧', ['the baker’s bread']],
  ['an open " mark\nand "another"', 'an open " mark\nand ⟦0⟧', ['another']],
  ['nothing in ""', 'nothing in ""', []],
])('takes the quotations out of %j', (text, masked, quoted) => {
  expect(maskQuotes(text)).toEqual({ text: masked, quoted });
});
