/** Tasks that change what is shared, a step at a time, under a lock. */
import { readFileSync, writeFileSync } from "node:fs";
import { task } from "multilane";
import type { Lock } from "multilane";

/** Adds 1 to the word so many times, by a read and a write that are two steps. Every fourth time it awaits the lock. */
export const countUp = task(
  import.meta,
  async (lock: Lock, words: Int32Array, rounds: number): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      using _ = round % 4 === 0 ? await lock.acquire() : lock.acquireSync();
      words[0] = (words[0] ?? 0) + 1;
    }
  },
);

/** Appends a line so many times, by reading the file and writing it anew. */
export const appendLines = task(
  import.meta,
  (lock: Lock, file: string, name: number, rounds: number): void => {
    for (let round = 0; round < rounds; round++) {
      using _ = lock.acquireSync();
      const text = readFileSync(file, "utf8");
      writeFileSync(file, `${text}${name} ${round}\n`);
    }
  },
);
