import { html } from './html.ts';

describe('html', () => {
  test('escapes what is put in, in text and in attributes', () => {
    const hostile = `"><script>alert('x')</script>&`;
    const { text } = html`<p title="${hostile}">${hostile}</p>`;
    expect(text).not.toMatch(/<script|"">|alert\('/);
    expect(text).toContain('&#38;');
  });

  test('keeps its own markup, lists of it, and leaves out what is not there', () => {
    const rows = ['a', '<'].map((name) => html`<li>${name}</li>`);
    expect(html`${rows}${null}${false}${undefined}${0}`.text).toBe('<li>a</li><li>&#60;</li>0');
  });
});
