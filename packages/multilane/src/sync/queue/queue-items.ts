/** What a queue needs of the place where its items are: `memory/item-store.ts`, or a model's. */

/** A sequence of items of type `I`. Whoever calls anything here holds the queue's mutex. */
export interface QueueItems<I> {
  /** How many there are. */
  readonly size: number;
  /** How many have ever been put. */
  readonly puts: number;
  /**
   * Adds one, all or nothing, whatever becomes of the thread.
   *
   * @throws ResourceExhaustedError when there is no room in memory; nothing has changed then
   */
  put(item: I, priority: number): void;
  /** Takes the next one into `into`; false if there is none. */
  take(into: I): boolean;
  /** Drops all. Where it is cut off, some are gone. */
  clear(): number;
  /** Makes it whole after the death of a thread in here. */
  repair(): void;
}
