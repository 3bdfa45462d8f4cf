/** Drepper, "Futexes are tricky": 0 free, 1 held, 2 held and perhaps waited for. */
import type { Agent } from "multilane/testing";

/** A lock in some words. */
export interface LockAlgorithm {
  readonly lock: (agent: Agent) => void;
  readonly unlock: (agent: Agent) => void;
}

/** @param acquireAgainAs what a thread takes it as that has slept: 1 is the slip of musl and glibc (BZ #20973) */
export const mutex2 = (word: number, acquireAgainAs: 1 | 2 = 2): LockAlgorithm => ({
  lock({ atomics, words }) {
    let seen = atomics.compareExchange(words, word, 0, 1);
    while (seen !== 0) {
      if (seen === 2 || atomics.compareExchange(words, word, 1, 2) !== 0) atomics.wait(words, word, 2);
      seen = atomics.compareExchange(words, word, 0, acquireAgainAs);
    }
  },
  unlock({ atomics, words }) {
    if (atomics.exchange(words, word, 0) === 2) atomics.notify(words, word, 1);
  },
});
