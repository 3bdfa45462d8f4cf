/** Words that the threads of a test share, to tell each other where they are. */
import assert from "node:assert/strict";

/** Incremented without an atomic operation: only the lock keeps it right. */
export const COUNTER = 0;
/** The workers begin when it is 1. */
export const GATE = 1;
/** How many workers are at the gate, or hold the lock. */
export const ARRIVED = 2;
/** How many have finished. */
export const FINISHED = 3;
/** Who holds the lock until told lets go when it is 1. */
export const LET_GO = 4;
export const SHARED_WORDS = 5;

/** Longer than anything takes; a test that gets here has failed. */
export const LONG = 20_000;

/** Blocks until the word is at least so much. */
export function blockUntil(shared: Int32Array, word: number, value: number): void {
  const deadline = performance.now() + LONG;
  for (let seen = Atomics.load(shared, word); seen < value; seen = Atomics.load(shared, word)) {
    const left = deadline - performance.now();
    assert.ok(left > 0, `word ${word} stayed at ${seen}`);
    Atomics.wait(shared, word, seen, left);
  }
}

/** Adds 1 to the word and wakes who waits for it. */
export function count(shared: Int32Array, word: number): void {
  Atomics.add(shared, word, 1);
  Atomics.notify(shared, word);
}
