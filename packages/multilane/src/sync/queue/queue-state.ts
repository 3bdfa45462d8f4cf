/** What a queue does, without names, options and errors. See `PROTOCOL.md`. */
import type { AtomicsLike } from "../../platform/atomics.js";
import type { SharedWords } from "../../memory/shared-words.js";
import { Mutex, OK } from "../mutex.js";
import type { Acquired } from "../mutex.js";
import type { ParkingLot } from "../parking-lot/parking-lot.js";
import { QueueGate } from "./queue-gate.js";
import type { QueueItems } from "./queue-items.js";
import { BOUND, CLEARING, decodeBound, DONE, encodeBound, GETTERS, JOINERS, MUTEX, OWED, PUTTERS, SHUT } from "./queue-words.js"; // prettier-ignore

/** What an operation came to. */
export type Outcome = 0 | 1 | 2;
/** It must wait: the queue is full, or empty, or items are unfinished. */
export const MUST_WAIT = 0;
/** It is done. */
export const DONE_NOW = 1;
/** The queue was shut down. */
export const SHUT_DOWN = 2;

/** How the queue was at one moment. */
export interface QueueView {
  readonly size: number;
  readonly maxsize: number;
  readonly unfinished: number;
  readonly shutdown: boolean;
}

/** A queue, as one thread sees it. */
export class QueueState<I> {
  /** Where puts wait for room, gets for an item, and joins for the end of the work. */
  readonly putters: QueueGate;
  readonly getters: QueueGate;
  readonly joiners: QueueGate;
  readonly #mutex: Mutex;
  readonly #atomics: AtomicsLike;
  readonly #words: Int32Array;
  readonly #base: number;
  readonly #items: QueueItems<I>;
  readonly #patience: number;

  /**
   * @param own `QUEUE_WORDS` words, zero when new
   * @param key the first of four that are this queue's alone
   * @param patience how often it looks whether the mutex is free before it sleeps for it
   */
  constructor(
    lot: ParkingLot,
    { words, base }: SharedWords,
    key: number,
    items: QueueItems<I>,
    patience: number,
  ) {
    this.#mutex = new Mutex(lot, words, base + MUTEX, key);
    this.getters = new QueueGate(lot, words, base + GETTERS, key + 1);
    this.putters = new QueueGate(lot, words, base + PUTTERS, key + 2);
    this.joiners = new QueueGate(lot, words, base + JOINERS, key + 3);
    this.#atomics = lot.memory.atomics;
    this.#words = words;
    this.#base = base;
    this.#items = items;
    this.#patience = patience;
  }

  /** Gives a new queue its maxsize; does nothing in one that has it. */
  begin(maxsize: number): void {
    // Rivals: this same exchange in other threads, which want the same; and whoever has set another one since.
    this.#atomics.compareExchange(this.#words, this.#base + BOUND, 0, encodeBound(maxsize));
  }

  /**
   * Adds an item, unless the queue is full or shut down.
   *
   * @param parks this thread is about to park if it must wait
   * @throws ResourceExhaustedError when there is no room in memory; nothing has changed then
   */
  put(item: I, priority: number, parks: boolean): Outcome {
    this.#enter();
    let outcome: Outcome = DONE_NOW;
    let watched = false;
    try {
      if (this.#get(SHUT) !== 0) outcome = SHUT_DOWN;
      else if (this.#isFull) {
        outcome = MUST_WAIT;
        if (parks) this.putters.mark();
      } else {
        this.#items.put(item, priority);
        watched = this.getters.isWatched;
      }
    } catch (error) {
      this.#mutex.release();
      this.putters.tellWatchers(1); // the room that this put was told of is for another
      throw error;
    }
    this.#mutex.release();
    if (watched) this.getters.tell(1);
    return outcome;
  }

  /**
   * Takes the next item.
   *
   * @param parks as for {@link put}
   * @throws ResourceExhaustedError when this thread has no memory for it; it stays
   */
  take(into: I, parks: boolean): Outcome {
    this.#enter();
    let outcome: Outcome = DONE_NOW;
    let watched = false;
    try {
      if (this.#items.take(into)) watched = this.putters.isWatched;
      else if (this.#get(SHUT) !== 0) outcome = SHUT_DOWN;
      else {
        outcome = MUST_WAIT;
        if (parks) this.getters.mark();
      }
    } catch (error) {
      this.#mutex.release();
      this.getters.tellWatchers(1); // the item that this get was told of is for another
      throw error;
    }
    this.#mutex.release();
    if (watched) this.putters.tell(1);
    return outcome;
  }

  /** One item is no longer unfinished; false if none was. */
  taskDone(): boolean {
    const left = this.#guarded(() => {
      const unfinished = this.#unfinished;
      if (unfinished > 0) this.#set(DONE, (this.#get(DONE) + 1) | 0);
      return unfinished - 1;
    });
    if (left === 0) this.joiners.tellWatchers(Infinity);
    return left >= 0;
  }

  /**
   * Whether nothing is unfinished.
   *
   * @param parks as for {@link put}
   */
  join(parks: boolean): Outcome {
    return this.#guarded(() => {
      if (this.#unfinished === 0) return DONE_NOW;
      if (parks) this.joiners.mark();
      return MUST_WAIT;
    });
  }

  /** Lets nothing more in; drops what is in, if `immediate`. */
  shutdown(immediate: boolean): void {
    const unfinished = this.#guarded(() => {
      this.#set(SHUT, 1);
      if (immediate) this.#clear();
      return this.#unfinished;
    });
    this.getters.tellWatchers(Infinity);
    this.putters.tellWatchers(Infinity);
    if (unfinished === 0) this.joiners.tellWatchers(Infinity);
  }

  /** Sets the maxsize. */
  resize(maxsize: number): void {
    const full = this.#guarded(() => {
      this.#set(BOUND, encodeBound(maxsize));
      return this.#isFull;
    });
    if (!full) this.putters.tellWatchers(Infinity);
  }

  /** The maxsize. */
  get maxsize(): number {
    return decodeBound(this.#get(BOUND));
  }

  /** Whether it was shut down. */
  get isShutdown(): boolean {
    return this.#get(SHUT) !== 0;
  }

  /** Everything, at one moment. */
  view(): QueueView {
    return this.#guarded(() => ({
      size: this.#items.size,
      maxsize: this.maxsize,
      unfinished: this.#unfinished,
      shutdown: this.isShutdown,
    }));
  }

  /** How many items there are. */
  get size(): number {
    return this.#guarded(() => this.#items.size);
  }

  get #isFull(): boolean {
    const bound = decodeBound(this.#get(BOUND));
    return bound > 0 && this.#items.size >= bound;
  }

  /** Of all that were put. Right as long as there are fewer than 2^32 of them. */
  get #unfinished(): number {
    return ((this.#items.puts | 0) - this.#get(DONE)) >>> 0;
  }

  /** Those that were taken are still owed, but for what was said to be done before it was taken. */
  #clear(): void {
    this.#set(OWED, Math.max(0, this.#unfinished - this.#items.size) | 0);
    // From here on it is finished by whoever comes next, if this thread is killed.
    this.#set(CLEARING, 1);
    this.#finishClear();
  }

  #finishClear(): void {
    this.#items.clear();
    this.#set(DONE, ((this.#items.puts | 0) - this.#get(OWED)) | 0);
    this.#set(CLEARING, 0);
  }

  /** Calls the function under the mutex. `put` and `take` do the same without a function, being the ones in a hurry. */
  #guarded<T>(change: () => T): T {
    this.#enter();
    let result: T;
    try {
      result = change();
    } catch (error) {
      this.#mutex.abandon(); // no memory: the next one shall repair what is half done
      throw error;
    }
    this.#mutex.release();
    return result;
  }

  #enter(): void {
    const mutex = this.#mutex;
    let acquired: Acquired = mutex.tryAcquire();
    // It is held for less than a sleep costs.
    for (let looks = this.#patience; acquired === 0 && looks > 0; looks--)
      if (!mutex.held) acquired = mutex.tryAcquire();
    if (acquired === 0) acquired = mutex.acquireSync(Infinity);
    if (acquired !== OK) this.#repair();
  }

  /** This thread has the mutex from one that died with it. */
  #repair(): void {
    this.#mutex.recover();
    try {
      this.#items.repair();
      if (this.#get(CLEARING) !== 0) this.#finishClear();
    } catch (error) {
      this.#mutex.abandon();
      throw error;
    }
  }

  #get(word: number): number {
    return this.#atomics.load(this.#words, this.#base + word);
  }

  #set(word: number, value: number): void {
    this.#atomics.store(this.#words, this.#base + word, value);
  }
}
