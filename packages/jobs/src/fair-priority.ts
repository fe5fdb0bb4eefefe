/** BullMQ refuses numbers above. */
const highest = 2 ** 21 - 1;

/**
 * Where a film stands in a queue; lower runs first. From the priority of its row: its package's number (1 is the best) times
 * 100, plus how many films of its client were under way when it was asked for, 99 at most.
 *
 * The package's number times the film's own among its client's: the queue is a weighted round of clients, in which one
 * whose package has 10 gets three films done for each of one whose package has 30. A sum would put every film of a better
 * package before all others, and one such client's hundreds would keep everybody else's single film waiting to the end.
 * (The order of weighted fair queueing, by finish tags k / weight, with all that is queued taken for one busy period:
 * Demers, Keshav, Shenker, "Analysis and simulation of a fair queueing algorithm", SIGCOMM 1989.)
 *
 * Numbers below 100 know of no client and stand as they are.
 */
export function fairPriority(ofRow: number): number {
  const [ofPackage, underWay] = [Math.floor(ofRow / 100), ofRow % 100];
  return ofPackage === 0 ? ofRow : Math.min(highest, ofPackage * (underWay + 1));
}
