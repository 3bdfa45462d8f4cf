/**
 * The words of a queue, behind the header of its item store. All but the three flags are written under the mutex.
 *
 * | word     | meaning                                                                                         |
 * | -------- | ----------------------------------------------------------------------------------------------- |
 * | 0        | the cell's own                                                                                   |
 * | MUTEX    | `sync/mutex.ts`                                                                                  |
 * | SIZE     | the maxsize that it was made with: a parameter (`sync/parameter.ts`)                             |
 * | BOUND    | the maxsize that it has, {@link encodeBound encoded}; 0 until it is made                         |
 * | SHUT     | 1 after `shutdown()`                                                                             |
 * | DONE     | how many items are no longer unfinished, of all that were ever put; modulo 2^32                  |
 * | CLEARING | 1 while `shutdown({ immediate: true })` drops the items                                          |
 * | OWED     | while CLEARING: how many items will be unfinished afterwards                                     |
 * | PUTTERS  | flag: somebody may be parked until there is room                                                 |
 * | GETTERS  | flag: somebody may be parked until there is an item                                              |
 * | JOINERS  | flag: somebody may be parked until nothing is unfinished                                         |
 */
export const MUTEX = 1;
export const SIZE = 2;
export const BOUND = 3;
export const SHUT = 4;
export const DONE = 5;
export const CLEARING = 6;
export const OWED = 7;
export const PUTTERS = 8;
export const GETTERS = 9;
export const JOINERS = 10;

/** How many words a queue has: one cache line. */
export const QUEUE_WORDS = 16;

/** The largest maxsize, and with the other sign the smallest. */
export const LARGEST_BOUND: number = 2 ** 31 - 2;

/** A maxsize as a word that is not 0. */
export function encodeBound(maxsize: number): number {
  return maxsize < 0 ? maxsize : maxsize + 1;
}

/** The maxsize in a word that {@link encodeBound} made. */
export function decodeBound(word: number): number {
  return word < 0 ? word : word - 1;
}
