/**
 * The only place that touches the global `Atomics`: one seam for the runtimes and for the interleaving checker.
 *
 * Algorithms take an {@link AtomicsLike} and use nothing else for shared words, so that the checker can run the
 * shipped code through every interleaving. All accesses are sequentially consistent (ECMA-262 § 29.11), so
 * exploring interleavings is complete: no weak-memory search is needed.
 */

/** What `Atomics.wait` answers: woken, the word had another value already, or the time is over. */
export type WaitOutcome = "ok" | "not-equal" | "timed-out";

/** What `Atomics.waitAsync` answers. */
export type AsyncWait =
  { async: false; value: "not-equal" | "timed-out" } | { async: true; value: Promise<"ok" | "timed-out"> };

/** The atomic operations on a word of shared memory that the library is built from. `Atomics` is one. */
export interface AtomicsLike {
  load(words: Int32Array, index: number): number;
  store(words: Int32Array, index: number, value: number): number;
  add(words: Int32Array, index: number, value: number): number;
  sub(words: Int32Array, index: number, value: number): number;
  exchange(words: Int32Array, index: number, value: number): number;
  compareExchange(words: Int32Array, index: number, expected: number, value: number): number;
  /** Sleeps while the word has this value. `milliseconds` must be a number ≥ 0: the engine takes NaN for "for ever". */
  wait(words: Int32Array, index: number, value: number, milliseconds?: number): WaitOutcome;
  waitAsync(words: Int32Array, index: number, value: number): AsyncWait;
  notify(words: Int32Array, index: number, count?: number): number;
}

/** The engine's own. */
export const atomics: AtomicsLike = Atomics as unknown as AtomicsLike;
