/** Where an item store has its blocks from. */
import type { BlockViews } from "./block-views.js";

/** Blocks with consecutive numbers. */
export interface BlockRun {
  readonly first: number;
  readonly count: number;
}

/**
 * The memory of one store. Which blocks are the store's is written down in shared memory by the time that a method
 * returns them, and not forgotten when the thread dies: {@link runs} tells.
 *
 * No block 0 is ever given out. In blocks that are given out the word STATE is 0, and it must be 0 again in those that
 * are given back.
 */
export interface BlockSource {
  /** This thread's views of the memory; they reach what {@link runs} and {@link take} answer. */
  readonly views: BlockViews;
  /** How many blocks are worth keeping while the store is empty. */
  readonly kept: number;
  /** How many blocks it could have at most, for messages. */
  readonly most: number;
  /** Whose the memory is, for messages: `"all named queues"`. */
  readonly owners: string;
  /** All blocks that the store owns. */
  runs(): readonly BlockRun[];
  /** At least so many more, or `undefined` and nothing has changed: there is no memory. */
  take(count: number): readonly BlockRun[] | undefined;
  /** Gives a run back that {@link runs} named. The store does not touch it any more. */
  give(run: BlockRun): void;
}
