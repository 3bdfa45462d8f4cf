/** A run of 32-bit words in shared memory: what a primitive lives in. */
export interface SharedWords {
  /** The view; touched only through `platform/atomics.ts`. */
  readonly words: Int32Array;
  /** Index of the run's first word in it. */
  readonly base: number;
}
