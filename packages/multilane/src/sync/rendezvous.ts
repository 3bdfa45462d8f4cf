/**
 * The rendezvous of a barrier: who waits for whom. The queue of the parking lot *is* the state: who waits, in the order
 * of arrival, which is their index; the first `parties - 1` in it are the phase that is forming, or that is being let
 * go. Three words say the rest. All of it is read and written inside the bucket.
 *
 * | word     | meaning                                                                                            |
 * | -------- | -------------------------------------------------------------------------------------------------- |
 * | STATE    | 0: a phase is forming; BROKEN; or `token << 1` of the thread that acts: it was the last to arrive  |
 * | TURN     | counts those who acted, so that one whose turn was ended by a reset is not taken for the next      |
 * | OCCUPIED | 1 if the queue is not empty                                                                        |
 *
 * A thread may be killed at any of these operations. Nodes are of the kind BREAKS: with one that dies while it waits,
 * the watcher empties the queue; then OCCUPIED alone tells, even if it was the only one. While anything is half done,
 * STATE names the one who does it, so that everybody sees that it is gone, or is BROKEN already.
 */
import type { Bucket } from "./parking-lot/bucket.js";
import * as node from "./parking-lot/node.js";
import type { ParkingLot, Sleeper } from "./parking-lot/parking-lot.js";

/** Where the words are, from the index that a {@link Rendezvous} is given. */
const [STATE, TURN, OCCUPIED] = [0, 1, 2];
/** How many words there are. */
export const RENDEZVOUS_WORDS = 3;

const BROKEN = 1;
const LAST_TURN = 2 ** 30 - 1;

/**
 * What has become of an arrival: it passes, with its index; it was the last, and the others wait until it has acted;
 * the barrier is broken; or it would wait for an action that its own thread is in.
 */
export type Fate =
  | { readonly kind: "passes"; readonly index: number }
  | { readonly kind: "acts"; readonly turn: number }
  | { readonly kind: "broken" }
  | { readonly kind: "deadlock" };

const broken: Fate = { kind: "broken" };

/** What was done in the bucket, and whom to wake after it was left. */
interface Done<T> {
  readonly result: T;
  readonly sleepers: readonly Sleeper[];
}

/** A view of a rendezvous. Any number of them, in any thread, may be over the same words. */
export class Rendezvous {
  readonly #lot: ParkingLot;
  readonly #words: Int32Array;
  readonly #base: number;
  readonly #key: number;
  readonly #parties: number;

  /**
   * @param base index of the first of its words, zero when new
   * @param key of the queue, which must be of this rendezvous alone
   * @param parties how many meet: at least 1, the same in every view
   */
  constructor(lot: ParkingLot, words: Int32Array, base: number, key: number, parties: number) {
    this.#lot = lot;
    this.#words = words;
    this.#base = base;
    this.#key = key;
    this.#parties = parties;
  }

  /**
   * Arrives.
   *
   * @param place a node to wait with
   * @param kind EVENT_LOOP, or 0 for a thread that will be blocked
   * @param acts whether there is something to do before the others go on, if this is the last one
   * @returns `undefined` if it must wait for the others: see {@link fateOf}
   */
  arrive(place: number, kind: number, acts: boolean): Fate | undefined {
    return this.#inBucket<Fate | undefined>((bucket) => {
      const state = this.#get(STATE);
      const count = this.#count(bucket);
      if (this.#isBroken(state, count)) return { result: broken, sleepers: this.#break(bucket) };
      if (state === 0 && count >= this.#parties - 1) {
        const turn = this.#begin(this.#lot.token);
        if (acts) return { result: { kind: "acts", turn }, sleepers: [] };
        return { result: { kind: "passes", index: this.#parties - 1 }, sleepers: this.#letGo(bucket) };
      }
      if (kind === 0 && state !== 0 && this.#waitsForItself(bucket, state))
        return { result: { kind: "deadlock" }, sleepers: [] };
      // First the word: if this thread is killed right after it, the barrier is broken, or others are in the queue.
      this.#set(OCCUPIED, 1);
      this.#lot.set(place, node.COUNT, 1);
      this.#lot.enqueue(bucket, place, this.#key, kind | node.BREAKS, 0);
      return { result: undefined, sleepers: [] };
    });
  }

  /**
   * Blocks the thread until the wait that {@link arrive} began is over; breaks the barrier when it takes too long.
   *
   * @param deaths the count of the dead before it arrived
   * @param deadline milliseconds on `now()` of this thread, or `Infinity`
   * @returns its fate, or `undefined` when the deadline is over
   */
  block(place: number, deaths: number, deadline: number): Fate | undefined {
    let seen = deaths;
    try {
      for (;;) {
        this.#lot.sleep(place, seen, deadline);
        if (this.#lot.stateOf(place) !== node.WAITING) return this.fateOf(place);
        // Read before it looks: a death after that makes it look again.
        const before = seen;
        seen = this.#lot.deaths();
        if (seen !== before) this.lookAfterDeath(place);
        else if (this.giveUp(place)) return undefined;
      }
    } catch (error) {
      // In what a blocked thread does beside: nobody may count on it any more.
      this.giveUp(place);
      this.#lot.finish(place);
      throw error;
    }
  }

  /** What became of a wait that is over, and ends it. */
  fateOf(place: number): Fate {
    const state = this.#lot.finish(place);
    if (state !== node.GRANTED) return broken;
    const value = this.#lot.get(place, node.VALUE);
    return value >= 0 ? { kind: "passes", index: value } : { kind: "acts", turn: -1 - value };
  }

  /** Ends a wait, and breaks the barrier; false if the wait was over. */
  giveUp(place: number): boolean {
    if (this.#lot.stateOf(place) !== node.WAITING) return false;
    const gaveUp = this.#inBucket((bucket) => {
      const result = this.#lot.stateOf(place) === node.WAITING;
      return { result, sleepers: result ? this.#break(bucket) : [] };
    });
    if (gaveUp) this.#lot.finish(place);
    return gaveUp;
  }

  /** Whoever waits calls it when a thread has died: that may be who acts, or one that was killed while it broke it. */
  lookAfterDeath(place: number): void {
    this.#inBucket((bucket) => {
      const isOver = this.#lot.stateOf(place) !== node.WAITING;
      if (isOver || !this.#isBroken(this.#get(STATE), this.#count(bucket)))
        return { result: undefined, sleepers: [] };
      return { result: undefined, sleepers: this.#break(bucket) };
    });
  }

  /** Whether it is still this thread's turn to act; for one whose fate came while it waited. */
  isTurn(turn: number): boolean {
    return this.#inBucket(() => ({ result: this.#isTurn(turn), sleepers: [] }));
  }

  /** Has acted: the others go on. False if the barrier was broken or reset meanwhile. */
  complete(turn: number): boolean {
    return this.#inBucket((bucket) => {
      if (!this.#isTurn(turn)) return { result: false, sleepers: [] };
      // One of those who waited has died.
      if (this.#wasEmptied(this.#count(bucket))) return { result: false, sleepers: this.#break(bucket) };
      return { result: true, sleepers: this.#letGo(bucket) };
    });
  }

  /** Could not act: the barrier is broken, unless it was reset meanwhile. */
  fail(turn: number): void {
    this.#inBucket((bucket) => ({
      result: undefined,
      sleepers: this.#isTurn(turn) ? this.#break(bucket) : [],
    }));
  }

  /** Breaks the barrier. */
  abort(): void {
    this.#inBucket((bucket) => ({ result: undefined, sleepers: this.#break(bucket) }));
  }

  /** Makes the barrier as new; those who wait are told that it is broken. */
  reset(): void {
    this.#inBucket((bucket) => {
      const sleepers = this.#break(bucket);
      this.#set(STATE, 0);
      return { result: undefined, sleepers };
    });
  }

  /** Whether it is broken, at this moment. */
  get isBroken(): boolean {
    return this.#inBucket((bucket) => ({
      result: this.#isBroken(this.#get(STATE), this.#count(bucket)),
      sleepers: [],
    }));
  }

  /** How many of the phase that is forming have arrived, at this moment; 0 while somebody acts. */
  get arrived(): number {
    return this.#inBucket((bucket) => ({
      result: this.#get(STATE) === 0 ? this.#count(bucket) : 0,
      sleepers: [],
    }));
  }

  /** How many wait, in all threads: also for their turn to arrive. */
  get waiting(): number {
    return this.#lot.waiting(this.#key);
  }

  #get(word: number): number {
    return this.#lot.memory.atomics.load(this.#words, this.#base + word);
  }

  #set(word: number, value: number): void {
    this.#lot.memory.atomics.store(this.#words, this.#base + word, value);
  }

  #inBucket<T>(section: (bucket: Bucket) => Done<T>): T {
    const { result, sleepers } = this.#lot.inBucket(this.#key, section);
    for (const sleeper of sleepers) this.#lot.wake(sleeper);
    return result;
  }

  #count(bucket: Bucket): number {
    let count = 0;
    for (let place = bucket.first(this.#key); place !== 0; place = bucket.next(place, this.#key)) count++;
    return count;
  }

  /** While somebody acts: whether the event loop of this thread does, or is to do so next, and would be blocked. */
  #waitsForItself(bucket: Bucket, state: number): boolean {
    const { token } = this.#lot;
    // The others of the phase that is being let go come first; of each phase after it, the last one acts.
    let index = 1 - this.#parties;
    for (let place = bucket.first(this.#key); place !== 0; place = bucket.next(place, this.#key)) {
      const acts = index >= 0 && (index + 1) % this.#parties === 0;
      if (acts && this.#lot.get(place, node.THREAD) === token) return true;
      index++;
    }
    return state === token << 1;
  }

  #isTurn(turn: number): boolean {
    return this.#get(STATE) === this.#lot.token << 1 && this.#get(TURN) === turn;
  }

  #isBroken(state: number, count: number): boolean {
    if (state !== 0 && (state === BROKEN || this.#lot.isGone(state >>> 1))) return true;
    return this.#wasEmptied(count);
  }

  /** Whether the watcher has emptied the queue: whoever else takes the last one out says so. */
  #wasEmptied(count: number): boolean {
    return count === 0 && this.#get(OCCUPIED) !== 0;
  }

  /** Says who acts. */
  #begin(token: number, turn: number = this.#nextTurn()): number {
    this.#set(TURN, turn);
    this.#set(STATE, token << 1);
    return turn;
  }

  #nextTurn(): number {
    return (this.#get(TURN) + 1) & LAST_TURN;
  }

  /** The phase is complete, and this thread the one that acts: its others go on, and the next phase forms. */
  #letGo(bucket: Bucket): Sleeper[] {
    const sleepers: Sleeper[] = [];
    let place = bucket.first(this.#key);
    for (let index = 0; index < this.#parties - 1 && place !== 0; index++) {
      const next = bucket.next(place, this.#key);
      this.#lot.set(place, node.VALUE, index);
      sleepers.push(this.#lot.settle(bucket, place, node.GRANTED));
      place = next;
    }
    // Those who came while this thread acted may be a phase already: its last one acts now.
    let last = place;
    for (let index = 0; index < this.#parties - 1 && last !== 0; index++) last = bucket.next(last, this.#key);
    if (last === 0) {
      if (place === 0) this.#set(OCCUPIED, 0);
      // The last store: if this thread is killed before it, everybody sees that the one who acts is gone.
      this.#set(STATE, 0);
    } else {
      const [turn, token] = [this.#nextTurn(), this.#lot.get(last, node.THREAD)];
      this.#lot.set(last, node.VALUE, -1 - turn);
      sleepers.push(this.#lot.settle(bucket, last, node.GRANTED));
      if (bucket.first(this.#key) === 0) this.#set(OCCUPIED, 0);
      this.#begin(token, turn);
    }
    return sleepers;
  }

  /** Everybody who waits is told. */
  #break(bucket: Bucket): Sleeper[] {
    const sleepers: Sleeper[] = [];
    // First: if this thread is killed in between, those whom it has not told find it out.
    this.#set(STATE, BROKEN);
    for (let place = bucket.first(this.#key); place !== 0; place = bucket.first(this.#key))
      sleepers.push(this.#lot.settle(bucket, place, node.BROKEN));
    this.#set(OCCUPIED, 0);
    return sleepers;
  }
}
