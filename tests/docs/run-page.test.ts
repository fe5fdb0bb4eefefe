import { compareAnswer } from './compare-answer.ts';
import { readBlocks } from './read-blocks.ts';
import { runPage } from './run-page.ts';

const env = { PATH: process.env['PATH'] ?? '' };
const fence = '```';

test('a page is run block by block in one shell, beside its files', async () => {
  const page = [
    `${fence}json file word.json`,
    '{ "word": "bread" }',
    fence,
    `   ${fence}sh runnable`,
    '   WORD=$(cat word.json)',
    `   ${fence}`,
    `${fence}sh`,
    'exit 9 # not run',
    fence,
    `${fence}sh runnable`,
    'echo "$WORD"',
    fence,
    `${fence}json answers`,
    '{ "word": "br…" }',
    fence,
  ].join('\n');
  expect(await runPage(page, env)).toEqual([]);
  expect(await runPage(page.replace('br…', 'cake'), env)).toEqual([
    'line 14: $.word is "bread", not "cake"',
    expect.stringContaining('line 14: the answer is'),
  ]);
});

test('a block that fails ends the page, and is named by its line', async () => {
  const page = [
    `${fence}sh runnable`,
    'echo so far && false',
    'echo never',
    fence,
    `${fence}sh runnable`,
    'echo',
    fence,
  ];
  const faults = await runPage(page.join('\n'), env);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(/^line 2: ended with 1\nso far\n/);
});

test('an answer may have more than a page shows, and other ids and times, and nothing else', () => {
  const shown =
    '{"id":"0190a1b2-0000-7000-8000-000000000000","at":"2026-11-23T08:00:00.000Z","list":[{"n":1}],"url":"http://127.0.0.1:3000/x?…"}';
  const answer = {
    id: '11111111-2222-4333-8444-555555555555',
    at: '2027-01-01T00:00:00.5Z',
    list: [{ n: 1, m: 2 }],
    url: 'http://127.0.0.1:4711/x?y',
    more: true,
  };
  const compare = (changed: object) => compareAnswer(shown, JSON.stringify({ ...answer, ...changed }), 'json');
  expect(compare({})).toEqual([]);
  for (const wrong of [{ id: 'x' }, { at: 'now' }, { list: [] }, { list: [{ n: 2 }] }, { url: 'http://127.0.0.1/x' }]) {
    expect(compare(wrong)).not.toEqual([]);
  }
  expect(compareAnswer('202 …', '202 Accepted\n', 'text')).toEqual([]);
  expect(compareAnswer('202 …', '500', 'text')).not.toEqual([]);
});

test('a block without an end is a fault of the page', () => {
  expect(() => readBlocks(`${fence}sh runnable\necho`)).toThrow('line 2');
});
