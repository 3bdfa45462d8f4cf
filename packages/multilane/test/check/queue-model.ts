/** A queue for the checker: the shipped state machine over the shipped parking lot, with items that are one word each. */
import { ResourceExhaustedError } from "#src/errors.js";
import type { Agent, Program, Reaper } from "#src/check/agent.js";
import type { AtomicsLike } from "#src/platform/atomics.js";
import { GateWaiters } from "#src/sync/parking-lot/gate-waiters.js";
import type { Mailbox } from "#src/sync/parking-lot/mailbox.js";
import type { ParkingLot } from "#src/sync/parking-lot/parking-lot.js";
import { passGate } from "#src/sync/parking-lot/gate.js";
import type { QueueItems } from "#src/sync/queue/queue-items.js";
import { QueueState } from "#src/sync/queue/queue-state.js";
import type { Outcome } from "#src/sync/queue/queue-state.js";
import { BOUND, encodeBound, MUTEX, QUEUE_WORDS } from "#src/sync/queue/queue-words.js";
import { World } from "./lot-model.js";

/** How many items may ever be put in a model. */
const MOST_ITEMS = 4;
/** Words of the items, behind the queue's: `puts << 8 | takes`, and the items. */
const [COUNTS, ITEMS] = [QUEUE_WORDS, QUEUE_WORDS + 1];
/** Words for a test's own purposes. */
export const SPARE: number = ITEMS + MOST_ITEMS;
const OWN = SPARE + 4;

/** An item that there is never memory for; in a box that is to take one: there is no memory for any. */
export const TOO_LARGE = 99;

/** An item: a number that is not 0. */
export interface Box {
  value: number;
}

/** First in, first out, each change one store. */
class WordItems implements QueueItems<Box> {
  readonly #atomics: AtomicsLike;
  readonly #words: Int32Array;

  constructor(atomics: AtomicsLike, words: Int32Array) {
    this.#atomics = atomics;
    this.#words = words;
  }

  get #counts(): readonly [puts: number, takes: number] {
    const counts = this.#atomics.load(this.#words, COUNTS);
    return [counts >> 8, counts & 0xff];
  }

  #count(puts: number, takes: number): void {
    this.#atomics.store(this.#words, COUNTS, (puts << 8) | takes);
  }

  get size(): number {
    const [puts, takes] = this.#counts;
    return puts - takes;
  }

  get puts(): number {
    return this.#counts[0];
  }

  put({ value }: Box): void {
    if (value === TOO_LARGE) throw new ResourceExhaustedError("there is no memory");
    const [puts, takes] = this.#counts;
    this.#atomics.store(this.#words, ITEMS + puts, value);
    this.#count(puts + 1, takes);
  }

  take(into: Box): boolean {
    const [puts, takes] = this.#counts;
    if (puts === takes) return false;
    if (into.value === TOO_LARGE) throw new ResourceExhaustedError("there is no memory");
    into.value = this.#atomics.load(this.#words, ITEMS + takes);
    this.#count(puts, takes + 1);
    return true;
  }

  /** One by one, so that it can be cut off. */
  clear(): number {
    const [puts, takes] = this.#counts;
    for (let taken = takes; taken < puts; taken++) this.#count(puts, taken + 1);
    return puts - takes;
  }

  repair(): void {
    // Each change is one store.
  }
}

/** The queue as an agent sees it, and what one does with it. */
export class ModelQueue {
  readonly state: QueueState<Box>;
  readonly #mailbox: Mailbox;
  readonly #agent: Agent;

  constructor(world: World, agent: Agent) {
    this.#mailbox = world.mailbox(agent);
    this.#agent = agent;
    const { atomics, words } = agent;
    this.state = new QueueState(this.#lot, { words, base: 0 }, 16, new WordItems(atomics, words), 0);
  }

  get #lot(): ParkingLot {
    return this.#mailbox.lot;
  }

  /** As `putSync`. */
  put(value: number, deadline = Infinity): Outcome {
    const gate = this.state.putters.gate(() => this.state.put({ value }, 0, true) || undefined);
    return passGate(this.#lot, gate, deadline) ?? 0;
  }

  /** As `getSync`: the item; 0 if the time is over, -1 if the queue was shut down. */
  take(deadline = Infinity, box: Box = { value: 0 }): number {
    const gate = this.state.getters.gate(() => this.state.take(box, true) || undefined);
    const outcome = passGate(this.#lot, gate, deadline) ?? 0;
    return outcome === 2 ? -1 : box.value;
  }

  /** As `joinSync`. */
  join(): void {
    passGate(this.#lot, this.state.joiners.gate(() => this.state.join(true) || undefined), Infinity); // prettier-ignore
  }

  /** As `get`, so many times. */
  awaitItems(count: number, got: (value: number) => void): void {
    const attempt = (): number | undefined => {
      const box: Box = { value: 0 };
      const outcome = this.state.take(box, true);
      return outcome === 0 ? undefined : outcome === 2 ? -1 : box.value;
    };
    const waiters = new GateWaiters(this.#mailbox, this.state.getters.gate(attempt));
    for (let index = 0; index < count; index++) {
      const granted = this.#agent.expect(`get ${index}`);
      waiters.enqueue({
        grant(value) {
          granted();
          got(value);
        },
      });
    }
  }

  /** As `put`, for each of the items. */
  awaitRoom(values: readonly number[]): void {
    const gate = this.state.putters.gate<Outcome>(() => undefined);
    const waiters = new GateWaiters(this.#mailbox, gate);
    for (const value of values) {
      const attempt = (): Outcome | undefined => this.state.put({ value }, 0, true) || undefined;
      waiters.enqueue({ attempt, grant: this.#agent.expect(`put ${value}`) });
    }
  }
}

/** A queue with a bound, and agents that use it. */
export class QueueWorld {
  readonly words: number;
  readonly memory: number[];
  readonly reaper: Reaper;
  readonly #world: World;

  /**
   * @param items that are in it at first
   * @param atomic whether each of the parking lot's buckets takes one step
   */
  constructor(threads: number, maxsize: number, items: readonly number[] = [], atomic = false) {
    this.#world = new World({ threads, nodes: 2 * threads, own: OWN, atomic });
    const { words, memory, reaper } = this.#world;
    this.words = words;
    this.memory = memory;
    this.reaper = reaper;
    memory[BOUND] = encodeBound(maxsize);
    memory[COUNTS] = items.length << 8;
    for (const [index, item] of items.entries()) memory[ITEMS + index] = item;
  }

  program(play: (queue: ModelQueue, agent: Agent) => void): Program {
    return (agent) => play(new ModelQueue(this.#world, agent), agent);
  }

  /** Nobody has the mutex, if nobody was killed, and nobody is parked. */
  atRest(memory: Int32Array, kills: boolean): string | undefined {
    if (!kills && memory[MUTEX] !== 0) return `the mutex was left at ${memory[MUTEX]}`;
    return this.#world.atRest(memory);
  }
}
