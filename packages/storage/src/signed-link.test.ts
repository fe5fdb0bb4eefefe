import { contentDisposition } from './content-disposition.ts';
import { signLink, verifyLink } from './signed-link.ts';

const options = { publicUrl: 'https://bom.example/', signingSecret: 's3cret-s3cret-s3cret' };
const now = new Date('2026-11-23T12:00:00Z');
const link = signLink(
  { key: 'films/a.mp4', expiresInSeconds: 60, filename: 'Ä & b.mp4', contentType: 'video/mp4' },
  options,
  now,
);
const pathOf = (url: string) => url.slice('https://bom.example'.length);

describe('signed links', () => {
  test('carry the key, the name and the type', () => {
    expect(link.startsWith('https://bom.example/files/films/a.mp4?expires=1795435260&')).toBe(true);
    const expected = { key: 'films/a.mp4', filename: 'Ä & b.mp4', contentType: 'video/mp4' };
    expect(verifyLink(pathOf(link), options.signingSecret, now)).toEqual(expected);
    expect(verifyLink(`/behind/a/proxy${pathOf(link)}`, options.signingSecret, now)).toEqual(expected);
  });

  test('end at their second', () => {
    const at = (seconds: number) => () =>
      verifyLink(pathOf(link), options.signingSecret, new Date(now.getTime() + seconds * 1000));
    expect(at(59)).not.toThrow();
    expect(at(60)).toThrow('no longer valid');
  });

  test.each([
    ['another key', (url: string) => url.replace('a.mp4', 'b.mp4')],
    ['a later end', (url: string) => url.replace('expires=1', 'expires=2')],
    ['another name', (url: string) => url.replace('b.mp4&', 'c.mp4&')],
    ['no name', (url: string) => url.replace(/filename=[^&]*&/, '')],
    ['another type', (url: string) => url.replace('video', 'text')],
    ['no signature', (url: string) => url.replace(/&signature=.*/, '')],
    ['a short signature', (url: string) => url.slice(0, -3)],
    ['no query', (url: string) => url.replace(/\?.*/, '')],
    ['a key out of the folder', (url: string) => url.replace('films/', 'films/../../')],
    ['another folder', (url: string) => url.replace('/files/', '/other/')],
  ])('are refused with %s', (_what, alter) => {
    const altered = alter(pathOf(link));
    expect(altered).not.toBe(pathOf(link));
    expect(() => verifyLink(altered, options.signingSecret, now)).toThrow('not valid');
  });

  test('are refused under another secret', () => {
    expect(() => verifyLink(pathOf(link), 'another secret', now)).toThrow('not valid');
  });
});

describe('contentDisposition', () => {
  test.each([
    ['film.mp4', 'attachment; filename="film.mp4"'],
    ['a"; x="b.mp4', `attachment; filename="a_; x=_b.mp4"; filename*=UTF-8''a%22%3B%20x%3D%22b.mp4`],
    ['../..\\etc', 'attachment; filename=".._.._etc"'],
    ['a\r\nSet-Cookie: b', 'attachment; filename="a__Set-Cookie: b"'],
    ['Größe (1)*.mp4', `attachment; filename="Gr__e (1)*.mp4"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%281%29%2A.mp4`],
    ['', 'attachment; filename="file"'],
  ])('writes %j safely', (name, expected) => {
    expect(contentDisposition(name)).toBe(expected);
  });

  test('survives half an emoji', () => {
    expect(contentDisposition('a\ud83d')).toBe('attachment; filename="a_"');
  });
});
