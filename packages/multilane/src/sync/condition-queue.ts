/**
 * Those who wait at a condition: an exact queue. Each wait has a node of its own; a notification takes the first node
 * out of the queue and grants it, once; so it wakes that one waiter and no other, in whichever thread, in the order in
 * which they came, and nobody wakes without it.
 *
 * Who waits is in the queue before it lets go of the lock: whoever takes the lock after that, and notifies, finds it.
 * A wait that is over by its timeout leaves the queue in the bucket, where it cannot be granted at the same time: it was
 * notified, or it was not. What it was granted it keeps until it has the lock again; if its thread dies before, the
 * reaper grants the next in the queue (PASSES_ON).
 */
import type { AtomicsLike } from "../platform/atomics.js";
import type { ConditionLock } from "./condition-lock.js";
import { interruptible } from "./interruption.js";
import type { Bucket } from "./parking-lot/bucket.js";
import { COUNT, GRANTED, IDLE, PASSES_ON, WAITING } from "./parking-lot/node.js";
import type { ParkingLot, Sleeper } from "./parking-lot/parking-lot.js";

/** How many are notified before the bucket is left for a moment. */
const BATCH = 8;

/** A view of the queue. Any number of them, in any thread, may be over the same word. */
export class ConditionQueue {
  readonly lot: ParkingLot;
  readonly #atomics: AtomicsLike;
  readonly #words: Int32Array;
  readonly #index: number;
  readonly #key: number;

  /**
   * @param index of a word that is 0 when nobody waits; zero when new, written in the bucket alone
   * @param key of the queue, which must be of this condition alone
   */
  constructor(lot: ParkingLot, words: Int32Array, index: number, key: number) {
    this.lot = lot;
    this.#atomics = lot.memory.atomics;
    this.#words = words;
    this.#index = index;
    this.#key = key;
  }

  /**
   * Gets into the queue. Each wait that is joined must be {@link end}ed.
   *
   * @param kind further bits of the node's KIND
   * @returns the node
   * @throws ResourceExhaustedError when there is none
   */
  join(kind: number): number {
    const { lot } = this;
    const node = lot.takeNode();
    lot.inBucket(this.#key, (bucket) => {
      // First: a word that says so too early costs notify() a look. Pairs with its load.
      this.#atomics.store(this.#words, this.#index, 1);
      lot.set(node, COUNT, 1);
      lot.enqueue(bucket, node, this.#key, kind | PASSES_ON, 0);
    });
    return node;
  }

  /** Whether the wait has not been notified, and has not left. */
  isWaiting(node: number): boolean {
    return this.lot.stateOf(node) === WAITING;
  }

  /** Leaves the queue; false if the wait has been notified. */
  leave(node: number): boolean {
    return this.isWaiting(node) && this.lot.inBucket(this.#key, (bucket) => this.#withdraw(bucket, node));
  }

  #withdraw(bucket: Bucket, node: number): boolean {
    const waiting = this.isWaiting(node);
    if (waiting) this.lot.settle(bucket, node, IDLE);
    return waiting;
  }

  /**
   * The wait is over: call it when the lock is held again, since until then a notification can be passed on.
   *
   * @returns whether it was notified
   */
  end(node: number): boolean {
    const notified = this.lot.finish(node) === GRANTED;
    this.lot.freeNode(node);
    return notified;
  }

  /**
   * Lets go of the lock, blocks the thread until notified, and takes the lock again.
   *
   * @param deadline milliseconds on `now()` of this thread, or `Infinity`
   * @param signal ends the sleep when it is aborted; see `interruption.ts`
   * @returns false when the deadline was over before, or the signal aborted
   * @throws what taking the lock again throws; the lock's `poisonError`. The lock is not held then.
   */
  waitSync(lock: ConditionLock, deadline: number, signal?: AbortSignal): boolean {
    const node = this.join(0);
    let notified = false;
    try {
      const hold = lock.suspend();
      interruptible(signal, () => this.#sleep(lock, node, deadline));
      if (this.leave(node) && lock.isPoisoned) throw lock.poisonError();
      hold.retakeSync();
    } finally {
      notified = this.end(node);
    }
    return notified;
  }

  #sleep(lock: ConditionLock, node: number, deadline: number): void {
    for (;;) {
      // Read before the looks: a death after it ends the sleep.
      const deaths = this.lot.deaths();
      if (!this.isWaiting(node) || lock.isPoisoned) return;
      this.lot.sleep(node, deaths, deadline);
      // Nobody died: it was notified, or the time is over.
      if (this.lot.deaths() === deaths) return;
    }
  }

  /** Notifies the first `count` of those who wait. One atomic operation when nobody does. */
  notify(count: number): void {
    // Pairs with the store in join(), which was made under the lock that the caller holds.
    if (this.#atomics.load(this.#words, this.#index) === 0) return;
    for (let left = count; left > 0; left -= BATCH) {
      const sleepers = this.lot.inBucket(this.#key, (bucket) => this.#grant(bucket, Math.min(left, BATCH)));
      for (const sleeper of sleepers) this.lot.wake(sleeper);
      if (sleepers.length < BATCH) return;
    }
  }

  #grant(bucket: Bucket, count: number): Sleeper[] {
    const sleepers: Sleeper[] = [];
    let first = bucket.first(this.#key);
    while (first !== 0 && sleepers.length < count) {
      sleepers.push(this.lot.settle(bucket, first, GRANTED));
      first = bucket.first(this.#key);
    }
    if (first === 0) this.#atomics.store(this.#words, this.#index, 0);
    return sleepers;
  }

  /** How many wait, in all threads. */
  get waiting(): number {
    return this.lot.waiting(this.#key);
  }
}
