/** A thread that does random things with shared primitives until it is told to stop, or killed. */
import {
  Barrier,
  BrokenBarrierError,
  Condition,
  Event,
  Lock,
  LockOwnerDiedError,
  Queue,
  QueueEmptyError,
  QueueFullError,
  RLock,
  Semaphore,
  task,
  TimeoutError,
} from "multilane";
import { DEATHS_SEEN, FAULT, FAULTS, GOT, INSIDE, ITEMS, NEXT_ITEM, PROGRESS, STOP } from "./words.js";

/** What all threads share. */
export interface Shared {
  readonly words: Int32Array;
  readonly locks: readonly [Lock, Lock, RLock];
  readonly semaphore: Semaphore;
  readonly condition: Condition;
  readonly event: Event;
  readonly barrier: Barrier;
  readonly queue: Queue<number>;
}

/** Mulberry32: numbers from 0 to 1 that depend on the seed alone. */
export function random(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Worker {
  readonly #shared: Shared;
  readonly #random: () => number;
  readonly #me: number;

  constructor(shared: Shared, seed: number, me: number) {
    this.#shared = shared;
    this.#random = random(seed);
    this.#me = me;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** Tells the first fault of the run. */
  #fault(code: number): void {
    Atomics.compareExchange(this.#shared.words, FAULT, 0, code);
  }

  /** Nobody else may be inside. */
  #enter(lock: number): void {
    const { words } = this.#shared;
    if (Atomics.exchange(words, INSIDE + lock, this.#me + 1) !== 0) this.#fault(1);
    // Now and then for milliseconds, so that some die in here.
    const most = this.#below(8) === 0 ? 500_000 : 50;
    for (let turns = this.#below(most); turns > 0; turns--) Atomics.load(words, STOP);
    Atomics.store(words, INSIDE + lock, 0);
  }

  #recover(error: unknown, lock: number): void {
    if (!(error instanceof LockOwnerDiedError)) throw error;
    if (error.message.includes("poisoned: ")) {
      this.#fault(2);
      throw error;
    }
    const guard = error.recover();
    Atomics.store(this.#shared.words, INSIDE + lock, 0);
    Atomics.add(this.#shared.words, DEATHS_SEEN, 1);
    guard.release();
  }

  async #lock(): Promise<void> {
    const index = this.#below(3);
    const lock = this.#shared.locks[index] ?? this.#shared.locks[0];
    const timeout = this.#below(4) === 0 ? this.#below(5) : 5000;
    try {
      if (this.#below(2) === 0) {
        using _ = lock.acquireSync({ timeout });
        this.#enter(index);
      } else {
        using _ = await lock.acquire({ timeout });
        this.#enter(index);
      }
    } catch (error) {
      if (!(error instanceof TimeoutError)) this.#recover(error, index);
    }
  }

  async #semaphore(): Promise<void> {
    const { semaphore } = this.#shared;
    const timeout = this.#below(5);
    try {
      using _ =
        this.#below(2) === 0 ? semaphore.acquireSync({ timeout }) : await semaphore.acquire({ timeout });
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
  }

  async #condition(): Promise<void> {
    const { condition } = this.#shared;
    try {
      using _ = this.#below(2) === 0 ? condition.acquireSync() : await condition.acquire();
      const choice = this.#below(4);
      if (choice === 0) condition.notify(1 + this.#below(2));
      else if (choice === 1) condition.notifyAll();
      else if (choice === 2) condition.waitSync({ timeout: this.#below(10) });
      else await condition.wait({ timeout: this.#below(10) });
    } catch (error) {
      if (!(error instanceof LockOwnerDiedError)) throw error;
      error.recover().release();
    }
  }

  async #event(): Promise<void> {
    const { event } = this.#shared;
    const choice = this.#below(4);
    if (choice === 0) event.set();
    else if (choice === 1) event.clear();
    else if (choice === 2) event.waitSync({ timeout: this.#below(5) });
    else await event.wait({ timeout: this.#below(5) });
  }

  async #barrier(): Promise<void> {
    const { barrier } = this.#shared;
    try {
      const options = { timeout: this.#below(20) };
      await (this.#below(2) === 0 ? barrier.wait(options) : Promise.resolve(barrier.waitSync(options)));
    } catch (error) {
      if (!(error instanceof BrokenBarrierError)) throw error;
      barrier.reset();
    }
  }

  async #queue(): Promise<void> {
    const { queue, words } = this.#shared;
    const options = { timeout: this.#below(5) };
    const choice = this.#below(4);
    try {
      if (choice < 2) {
        const item = Atomics.add(words, NEXT_ITEM, 1) % ITEMS;
        if (choice === 0) queue.putSync(item, options);
        else await queue.put(item, options);
      } else this.#got(choice === 2 ? queue.getSync(options) : await queue.get(options));
    } catch (error) {
      if (!(error instanceof QueueFullError || error instanceof QueueEmptyError)) throw error;
    }
  }

  #got(item: number): void {
    const { words } = this.#shared;
    if (item >= Atomics.load(words, NEXT_ITEM)) this.#fault(4);
    const bit = 1 << (item & 31);
    if ((Atomics.or(words, GOT + (item >>> 5), bit) & bit) !== 0) this.#fault(3);
  }

  async run(): Promise<void> {
    const { words } = this.#shared;
    const kinds = [
      () => this.#lock(),
      () => this.#lock(),
      () => this.#lock(),
      () => this.#lock(),
      () => this.#semaphore(),
      () => this.#condition(),
      () => this.#event(),
      () => this.#barrier(),
      () => this.#queue(),
      () => this.#queue(),
    ];
    while (Atomics.load(words, STOP) === 0) {
      await kinds[this.#below(kinds.length)]?.();
      Atomics.add(words, PROGRESS + this.#me, 1);
    }
  }
}

export const randomWork = task(
  import.meta,
  async (shared: Shared, seed: number, me: number): Promise<void> => {
    try {
      await new Worker(shared, seed, me).run();
    } catch (error) {
      Atomics.compareExchange(shared.words, FAULT, 0, FAULTS.length - 1);
      throw error;
    }
  },
);
