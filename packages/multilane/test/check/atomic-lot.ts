/** A parking lot whose buckets take one step each: for models of what is built on it, when it was checked by itself. */
import type { Agent } from "#src/check/agent.js";
import type { Bucket } from "#src/sync/parking-lot/bucket.js";
import type { LotMemory } from "#src/sync/parking-lot/lot-memory.js";
import { ParkingLot } from "#src/sync/parking-lot/parking-lot.js";

/** The shipped one; but nobody is ever met, or killed, in a bucket. */
export class AtomicLot extends ParkingLot {
  readonly #agent: Agent;
  readonly #spare: number[] = [];

  constructor(memory: LotMemory, token: () => number, agent: Agent) {
    super(memory, token);
    this.#agent = agent;
  }

  /** One step, too; those that were given back need none. */
  override takeNode(): number {
    return this.#spare.pop() ?? this.#agent.atomically(() => this.#claim());
  }

  /** By a view that is new, and so looks for a free node from the first one on whenever the step is taken. */
  #claim(): number {
    return new ParkingLot(this.memory, () => this.token).takeNode();
  }

  override freeNode(node: number): void {
    this.#spare.push(node);
  }

  override inBucket<T>(key: number, section: (bucket: Bucket) => T): T {
    return this.#agent.atomically(() => super.inBucket(key, section));
  }

  override tryInBucket<T extends object>(key: number, section: (bucket: Bucket) => T): T | undefined {
    return this.#agent.atomically(() => super.tryInBucket(key, section));
  }
}
