/** The memory that a parking lot is in: the arena's, or a model's. */
import type { SlotTable, WhileBlocked } from "../../memory/bell.js";

/** Where things are, and how a thread sleeps. */
export interface LotMemory extends SlotTable {
  /** Index of the first bucket's first word, how many buckets there are (a power of two), and their size in words. */
  readonly buckets: number;
  readonly bucketCount: number;
  readonly bucketWords: number;
  /** Index of node 0's first word (nobody's: 0 ends a list), how many nodes there are, and their size in words. */
  readonly nodes: number;
  readonly nodeCount: number;
  readonly nodeWords: number;
  /** Index of the word that counts the dead. */
  readonly deaths: number;
  /** Index of the word that holds the highest node that was ever taken. */
  readonly nodesHigh: number;
  /** What a thread does while it sleeps, and how. */
  readonly whileBlocked: WhileBlocked;
  /** Called before a thread blocks, perhaps for long. */
  readonly beforeBlocking: () => void;
  /** The highest slot that a thread may be in. */
  readonly lastSlot: number;
  /** Milliseconds on a clock that all threads share. */
  readonly sharedNow: () => number;
  /** How long a blocked thread waits before it is handed what others could take before it, in milliseconds. */
  readonly patience: number;
}
