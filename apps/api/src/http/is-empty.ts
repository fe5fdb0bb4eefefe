/** A change that changes nothing is answered with what is there, at the version that it has. */
export function isEmpty(change: object): boolean {
  return Object.values(change).every((value) => value === undefined);
}
