/**
 * Who waits: first in, first out by word, blocked threads and `waitAsync`s alike, as in the engines. One sorted list
 * for all words, so that equal situations are equal lists.
 */

/** An agent that is blocked in a wait, or one of its `waitAsync`s. */
export interface Waiter {
  readonly word: number;
  readonly agent: number;
  /** Which `waitAsync` of the agent; {@link BLOCKED} for the thread itself. */
  readonly id: number;
}

/** The {@link Waiter.id} of a blocked thread. */
export const BLOCKED = -1;

/** Immutable. */
export type WaitList = readonly Waiter[];

/** The list with one more, behind all that wait for the same word. */
export function withWaiter(list: WaitList, waiter: Waiter): WaitList {
  const after = list.findIndex(({ word }) => word > waiter.word);
  return after < 0 ? [...list, waiter] : [...list.slice(0, after), waiter, ...list.slice(after)];
}

/** The first `count` that wait for the word. */
export function firstWaiters(list: WaitList, word: number, count: number): Waiter[] {
  return list.filter((waiter) => waiter.word === word).slice(0, count);
}

/** The list without an agent: without its blocked thread, its `waitAsync`s, or both. */
export function withoutAgent(list: WaitList, agent: number, thread: boolean, async: boolean): WaitList {
  return list.filter((waiter) => waiter.agent !== agent || (waiter.id === BLOCKED ? !thread : !async));
}
