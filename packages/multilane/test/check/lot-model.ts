/** A small world for the checker: a parking lot with a bucket or two, a few nodes and threads, and words of one's own. */
import { BUCKET_WORDS_USED } from "#src/sync/parking-lot/bucket.js";
import type { LotMemory } from "#src/sync/parking-lot/lot-memory.js";
import { Mailbox } from "#src/sync/parking-lot/mailbox.js";
import { IDLE, NODE_WORDS_USED, STATE as NODE_STATE, THREAD, WAITING } from "#src/sync/parking-lot/node.js";
import { ParkingLot } from "#src/sync/parking-lot/parking-lot.js";
import { reap } from "#src/sync/parking-lot/reaper.js";
import { SLOT_WORDS_USED, STATE } from "#src/memory/slot-words.js";
import { tokenOf } from "#src/memory/thread-token.js";
import type { Agent, Reaper } from "#src/check/agent.js";
import { AtomicLot } from "./atomic-lot.js";

/** Words that a test uses as it likes come first; what this file uses, behind them. */
export interface WorldOptions {
  /** How many threads there are, the reaper not counted. */
  readonly threads: number;
  /** How many nodes. */
  readonly nodes: number;
  /** How many words of its own the test wants. */
  readonly own: number;
  /** How many buckets there are, a power of two; 1 by default. */
  readonly buckets?: number;
  /** Whether a waiter counts as overdue at once: every release that may hand over does. */
  readonly impatient?: boolean;
  /** Whether what is done in a bucket is one step: for models of what is built on the parking lot. */
  readonly atomic?: boolean;
}

/** Where things are in the memory of a model. */
export class World {
  readonly words: number;
  readonly memory: number[];
  readonly #options: WorldOptions;
  readonly #memories = new WeakMap<Agent["atomics"], LotMemory>();
  /** Where the parking lot is in it. */
  readonly layout: Omit<
    LotMemory,
    "atomics" | "words" | "whileBlocked" | "beforeBlocking" | "sharedNow" | "patience" | "lastSlot"
  >;

  constructor(options: WorldOptions) {
    const { threads, nodes, own, buckets: bucketCount = 1 } = options;
    this.#options = options;
    const deaths = own;
    const nodesHigh = own + 1;
    const buckets = own + 2;
    // Slot 0 and node 0 are never touched: the words before them serve.
    const slots = buckets + bucketCount * BUCKET_WORDS_USED - SLOT_WORDS_USED;
    const nodeBase = slots + (threads + 2) * SLOT_WORDS_USED - NODE_WORDS_USED;
    this.layout = {
      deaths,
      nodesHigh,
      buckets,
      bucketCount,
      bucketWords: BUCKET_WORDS_USED,
      slots,
      slotWords: SLOT_WORDS_USED,
      nodes: nodeBase,
      nodeCount: nodes + 1,
      nodeWords: NODE_WORDS_USED,
    };
    this.words = nodeBase + (nodes + 1) * NODE_WORDS_USED;
    this.memory = Array.from({ length: this.words }, () => 0);
    for (let slot = 1; slot <= threads + 1; slot++)
      this.memory[slots + slot * SLOT_WORDS_USED + STATE] = (slot << 2) | 1;
  }

  /** The token of an agent's thread. */
  token(agent: number): number {
    return tokenOf({ index: agent + 1, ident: agent + 1 });
  }

  /** The parking lot as an agent sees it. */
  lot(agent: Agent, mutated: Agent["atomics"] = agent.atomics): ParkingLot {
    const memory = this.#memoryOf(agent, mutated);
    const token = this.token(agent.index);
    return this.#options.atomic === true
      ? new AtomicLot(memory, () => token, agent)
      : new ParkingLot(memory, () => token);
  }

  /** Made once: a program begins anew thousands of times a second. */
  #memoryOf({ words }: Agent, atomics: Agent["atomics"]): LotMemory {
    const known = this.#memories.get(atomics);
    if (known !== undefined) return known;
    const memory: LotMemory = {
      ...this.layout,
      atomics,
      words,
      whileBlocked: {
        before: () => undefined,
        wait: (on, word, value, milliseconds) => atomics.wait(on, word, value, milliseconds),
      },
      beforeBlocking: () => undefined,
      lastSlot: this.#options.threads + 1,
      sharedNow: () => 0,
      patience: this.#options.impatient === true ? -1 : 1,
    };
    this.#memories.set(atomics, memory);
    return memory;
  }

  /** The mailbox of an agent's event loop. */
  mailbox(agent: Agent): Mailbox {
    return new Mailbox(this.lot(agent));
  }

  /** The watcher. */
  get reaper(): Reaper {
    return (agent, dead) => reapAll(this.lot(agent), this.token(dead));
  }

  /** What must hold when all is over: no bucket is locked, nobody is queued, no node belongs to the dead. */
  atRest(memory: Int32Array, dead: readonly number[] = []): string | undefined {
    const { buckets, bucketCount, bucketWords, nodes, nodeWords, nodeCount } = this.layout;
    for (let bucket = buckets; bucket < buckets + bucketCount * bucketWords; bucket += bucketWords)
      for (const [index, what] of ["locked", "not empty", "not empty"].entries())
        if (memory[bucket + index] !== 0) return `a bucket is ${what}`;
    for (let node = 1; node < nodeCount; node++) {
      const base = nodes + node * nodeWords;
      // What was left in a node that is nobody's now is of no account, but that it waits.
      const [state, thread] = [memory[base + NODE_STATE], memory[base + THREAD]];
      if (state !== IDLE && (thread !== 0 || state === WAITING)) return `node ${node} is in state ${state}`;
      if (dead.some((agent) => thread === this.token(agent))) return `node ${node} belongs to the dead`;
    }
    return undefined;
  }
}

/** Cleans up after a thread; when somebody is in the way, in a bucket, it goes on when they have left it. */
function reapAll(lot: ParkingLot, dead: number): void {
  for (let done = reap(lot, dead); !done; done = reap(lot, dead, true)) {
    // Not `pause`: a timeout of the model may end it, and there may be one only.
    for (let index = 0; index < lot.memory.bucketCount; index++) {
      const bucket = lot.bucketAt(index);
      bucket.enter(lot.token);
      bucket.leave();
    }
  }
}
