import { operations } from '@bom/contracts';
import { pages } from './pages.ts';

/** `POST /api/videos/{id}/approve` and its kind, in running text and in code alike; a query may follow. */
const route = /\b(GET|POST|PUT|PATCH|DELETE)\s+(\/[\w{}./-]*[\w}])/g;

const known = new Set(Object.values(operations).map(({ method, path }) => `${method.toUpperCase()} ${shapeOf(path)}`));

test.each(pages().map((page) => [page.path, page] as const))('%s names routes that exist', (_path, { text }) => {
  const named = [...text.matchAll(route)].map(([, method, path]) => `${method} ${shapeOf(path ?? '')}`);
  expect(named.filter((one) => !known.has(one))).toEqual([]);
});

test.each(pages().map((page) => [page.path, page] as const))('%s links to what is there', (_path, page) => {
  expect(page.brokenLinks()).toEqual([]);
});

/** The same for `{id}`, `{video_id}` and an id written out. */
function shapeOf(path: string): string {
  return path
    .replaceAll(/\{\w+\}/g, '*')
    .replaceAll(/\/[0-9a-f]{8}-[0-9a-f-]{27}/g, '/*')
    .replace(/\/$/, '');
}
