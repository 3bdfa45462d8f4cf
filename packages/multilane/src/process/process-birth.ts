/** What a process of ours is born with: the first message that it gets. */
import type { Initializer } from "../thread/birth.js";

/** See above. Its name and its depth it knows before; see `platform/own-process.ts`. */
export interface ProcessBirth {
  /** How many calls may be running at once. */
  readonly concurrency: number;
  readonly initializer: Initializer | undefined;
  /** Whether its owner wants to know with each answer how many bytes its heap has. */
  readonly reportHeap: boolean;
}
