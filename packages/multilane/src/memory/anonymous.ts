/** Shared memory without a name: a buffer of its own, freed by the engine when the last thread lets go of it. */
import type { SharedWords } from "./shared-words.js";

/**
 * Makes a run of zeroed words in a small `SharedArrayBuffer` of its own. Whoever gets the buffer (`words.buffer`)
 * in a message shares the memory; the engine counts its users across threads. Costs about 1 µs and 0.6 KB.
 *
 * @param length how many 32-bit words
 */
export function anonymousWords(length: number): SharedWords {
  return { words: new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT)), base: 0 };
}
