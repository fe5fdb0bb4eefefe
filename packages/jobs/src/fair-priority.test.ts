import { assert, integer, property } from 'fast-check';
import { fairPriority } from './fair-priority.ts';

const [best, middle, small] = [10, 20, 30] as const;
/** As `createFilmJob` of `@bom/db` gives it. */
const rowOf = (ofPackage: number, underWay: number) => ofPackage * 100 + Math.min(99, underWay);

/** Who is served, in order, when all are there from the start; first come first served among equals. */
function serve(films: { client: string; priority: number }[]): string[] {
  return films.toSorted((a, b) => fairPriority(a.priority) - fairPriority(b.priority)).map(({ client }) => client);
}

function filmsOf(client: string, ofPackage: number, count: number) {
  return Array.from({ length: count }, (_, index) => ({ client, priority: rowOf(ofPackage, index) }));
}

describe('fairPriority', () => {
  test('lets a single film of the smallest package overtake hundreds of the largest', () => {
    const order = serve([...filmsOf('big', best, 500), ...filmsOf('small', small, 1)]);
    expect(order.indexOf('small')).toBe(3);
  });

  test('serves clients in proportion to their packages while both wait', () => {
    const order = serve([...filmsOf('big', best, 90), ...filmsOf('small', small, 30)]);
    const early = order.slice(0, 40).filter((client) => client === 'big').length;
    expect(early).toBe(30);
  });

  test('serves clients of one package in turns', () => {
    const order = serve([...filmsOf('a', middle, 3), ...filmsOf('b', middle, 3)]);
    expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  });

  test('puts first films in the order of their packages, and leaves numbers without a client as they are', () => {
    expect([best, middle, small].map((ofPackage) => fairPriority(rowOf(ofPackage, 0)))).toEqual([10, 20, 30]);
    expect([1, 10, 99].map(fairPriority)).toEqual([1, 10, 99]);
  });

  test('never puts a later film of a client before an earlier one, nor leaves what a queue takes', () => {
    assert(
      property(integer({ min: 1, max: 1_000_000 }), integer({ min: 0, max: 600 }), (ofPackage, underWay) => {
        const [earlier, later] = [rowOf(ofPackage, underWay), rowOf(ofPackage, underWay + 1)].map(fairPriority);
        return earlier! <= later! && earlier! >= 1 && later! <= 2_097_151;
      }),
    );
  });
});
