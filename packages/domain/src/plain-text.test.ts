import { plainText } from './plain-text.ts';

describe('plainText', () => {
  test.each([
    ['Fresh bread.<break time="1s"/>Every day.', 'Fresh bread.\nEvery day.'],
    ['Fresh bread. <break strength="strong" /> Every day.<br>Come by.', 'Fresh bread.\nEvery day.\nCome by.'],
    [
      '<speak>Say <emphasis level="strong">this</emphasis> <say-as interpret-as="cardinal">12</say-as></speak>',
      'Say this 12',
    ],
    ['<p>One</p> <b>two</b> <a href="https://x.example">three</a>', 'One two three'],
    [
      '**Fresh** bread, *every* day, __baked__ _here_ and ~~never~~ `frozen`',
      'Fresh bread, every day, baked here and never frozen',
    ],
    ['# Our promise\n- Fresh\n- Warm', 'Our promise\nFresh\nWarm'],
    ['See [our shop](https://krume.example/shop) ![bread](https://krume.example/b.jpg)', 'See our shop bread'],
    ['Bread &amp; butter, 5&nbsp;&euro;, don&#39;t &#x201C;wait&#x201D;', "Bread & butter, 5\u00A0€, don't “wait”"],
  ])('makes plain text of %s', (marked, plain) => {
    expect(plainText(marked)).toBe(plain);
  });

  test.each([
    'I <3 bread, and 2 < 3 > 1',
    'x<y and y>z',
    '2*3*4 = 24, snake_case_name, C# and #1',
    'AT&T, R&D; 100 % &unknown; — fine',
    'Wait… [softly] (really)',
    '5 * 3 * 2',
    '-20 % today',
  ])('leaves %s as it is', (text) => {
    expect(plainText(text)).toBe(text);
  });

  test('decodes once, so that text about markup stays text', () => {
    expect(plainText('Write &lt;b&gt; and &amp;lt;')).toBe('Write <b> and &lt;');
  });

  test.each(['<b ', '**', '*a ', '[', '&#', '![](', '<!--', '`', ' <break', '> ', '# '])(
    'reads 100 kB of %s at once',
    (piece) => {
      const text = piece.repeat(Math.ceil(100_000 / piece.length));
      const start = process.cpuUsage();
      plainText(text);
      const { user } = process.cpuUsage(start);
      expect(user / 1000).toBeLessThan(5000);
    },
  );
});
