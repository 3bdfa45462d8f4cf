/**
 * The only place that touches the global `Atomics`: one seam for the runtimes and for the interleaving checker.
 *
 * Algorithms take an {@link AtomicsLike} and use nothing else for shared words, so that the checker can run the
 * shipped code through every interleaving. All accesses are sequentially consistent (ECMA-262 § 29.11), so
 * exploring interleavings is complete: no weak-memory search is needed.
 */
import { untilNextAlarm } from "./alarms.js";
import { deadlineAfter, remaining } from "./clock.js";
import { hasPumps, prepareToBlock, runPumps } from "./pumps.js";

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

/** How often a blocked thread that owns a pool looks for results, in milliseconds. */
const PUMP_INTERVAL = 2;

/** `Atomics.wait` that goes on serving this thread's pools; see `platform/pumps.ts`. */
function wait(words: Int32Array, index: number, value: number, milliseconds = Infinity): WaitOutcome {
  prepareToBlock();
  if (!hasPumps()) return Atomics.wait(words, index, value, milliseconds);
  const deadline = deadlineAfter(milliseconds);
  for (;;) {
    runPumps();
    const left = remaining(deadline);
    const outcome = Atomics.wait(words, index, value, Math.min(left, PUMP_INTERVAL));
    if (outcome !== "timed-out" || left <= PUMP_INTERVAL) return outcome;
  }
}

/**
 * `Atomics.wait`, for a wait that runs the pumps itself. It answers "ok", as if somebody had rung, when an alarm of this
 * thread is due.
 */
export function waitWithoutPumps(
  words: Int32Array,
  index: number,
  value: number,
  milliseconds: number,
): WaitOutcome {
  const nap = untilNextAlarm();
  if (nap >= milliseconds) return Atomics.wait(words, index, value, milliseconds);
  const outcome = Atomics.wait(words, index, value, nap);
  return outcome === "timed-out" ? "ok" : outcome;
}

/** The engine's own, but that a blocked thread goes on serving the pools it owns. */
export const atomics: AtomicsLike = {
  load: Atomics.load,
  store: Atomics.store,
  add: Atomics.add,
  sub: Atomics.sub,
  exchange: Atomics.exchange,
  compareExchange: Atomics.compareExchange,
  wait,
  waitAsync: Atomics.waitAsync,
  notify: Atomics.notify,
};
