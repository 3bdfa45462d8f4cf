/**
 * The parking lot: where threads and event loops wait, for whatever primitive. See `PROTOCOL.md`.
 *
 * A primitive is a few words that are changed by compare-and-exchange, and a *key*. Who has to wait enters the bucket
 * of the key, makes sure that whoever opens the primitive will look in here, and leaves a node in the queue. Who
 * opens it enters the bucket, too, takes nodes out of the queue, and wakes their threads. WebKit's ParkingLot and
 * Rust's parking_lot are the models; the nodes are in shared memory here, and survive the death of any thread.
 */
import { ResourceExhaustedError } from "../../errors.js";
import { isGone, ringBell, ringMailbox, sleepUntil } from "../../memory/bell.js";
import { slotOfToken } from "../../memory/thread-token.js";
import { Bucket } from "./bucket.js";
import type { LotMemory } from "./lot-memory.js";
import * as word from "./node.js";
import type { NodeState } from "./node.js";

/** Who waited with a node: the slot of the thread, and in the last bit whether it is its event loop that waited. */
export type Sleeper = number;

/** How many nodes a thread keeps for its next waits. */
const SPARE_NODES = 16;

/** The parking lot, as one thread sees it. */
export class ParkingLot {
  readonly memory: LotMemory;
  readonly #token: () => number;
  readonly #buckets: (Bucket | undefined)[] = [];
  readonly #spare: number[] = [];
  /** The waits of this thread that are on its stack, the outermost first. */
  readonly #sleeping: Sleep[] = [];
  /** How many there are; the others are kept for the next waits. */
  #depth = 0;
  /** Where the search for a free node goes on. */
  #hint = 1;

  /** @param token names the calling thread */
  constructor(memory: LotMemory, token: () => number) {
    this.memory = memory;
    this.#token = token;
  }

  /** What names this thread. */
  get token(): number {
    return this.#token();
  }

  /** The index of a key's bucket. */
  #indexOf(key: number): number {
    // Keys are multiples of 16 and a little: Fibonacci hashing spreads them.
    return (Math.imul(key, 0x9e3779b1) >>> 16) & (this.memory.bucketCount - 1);
  }

  bucketAt(index: number): Bucket {
    return (this.#buckets[index] ??= new Bucket(this.memory, index));
  }

  /** The bucket of a key. */
  bucketOf(key: number): Bucket {
    return this.bucketAt(this.#indexOf(key));
  }

  /**
   * Does something in the bucket of a key: nobody else is in there meanwhile. A few dozen atomic operations, no user
   * code, nothing that waits.
   *
   * @returns what the function returned: plain data, since the checker may do it all in one step
   */
  inBucket<T>(key: number, section: (bucket: Bucket) => T): T {
    const bucket = this.bucketOf(key);
    bucket.enter(this.token);
    try {
      return section(bucket);
    } finally {
      bucket.leave();
    }
  }

  /** As {@link inBucket}, but does nothing when somebody else is in there: `undefined` then. Never waits. */
  tryInBucket<T extends object>(key: number, section: (bucket: Bucket) => T): T | undefined {
    const bucket = this.bucketOf(key);
    if (!bucket.tryEnter(this.token)) return undefined;
    try {
      return section(bucket);
    } finally {
      bucket.leave();
    }
  }

  /** Whether the key falls into the bucket with this index. */
  isIn(key: number, index: number): boolean {
    return this.#indexOf(key) === index;
  }

  get(node: number, field: number): number {
    const { atomics, words, nodes, nodeWords } = this.memory;
    return atomics.load(words, nodes + node * nodeWords + field);
  }

  set(node: number, field: number, value: number): void {
    const { atomics, words, nodes, nodeWords } = this.memory;
    atomics.store(words, nodes + node * nodeWords + field, value);
  }

  stateOf(node: number): NodeState {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is ever stored there
    return this.get(node, word.STATE) as NodeState;
  }

  /** A node for one wait of this thread, IDLE. Give it back with {@link freeNode}. */
  takeNode(): number {
    return this.#spare.pop() ?? this.#claimNode();
  }

  #claimNode(): number {
    const { atomics, words, nodes, nodeWords, nodeCount, nodesHigh } = this.memory;
    for (let tries = 1; tries < nodeCount; tries++) {
      const node = this.#hint;
      this.#hint = node + 1 < nodeCount ? node + 1 : 1;
      const thread = nodes + node * nodeWords + word.THREAD;
      if (atomics.load(words, thread) !== 0) continue;
      // First the mark up to which a repair looks, so that it never misses a node that is in use.
      for (let high = atomics.load(words, nodesHigh); high < node; high = atomics.load(words, nodesHigh))
        atomics.compareExchange(words, nodesHigh, high, node);
      // Rivals: this same exchange in other threads. Pairs with the stores of 0 in freeNode and in the reaper.
      if (atomics.compareExchange(words, thread, 0, this.token) === 0) {
        this.set(node, word.STATE, word.IDLE);
        return node;
      }
    }
    throw new ResourceExhaustedError(
      `${nodeCount - 1} waits are under way in this program: there is no room for another in shared memory; wait for ` +
        "fewer conditions and barriers at once",
    );
  }

  /** Gives an IDLE node back. */
  freeNode(node: number): void {
    if (this.#spare.length < SPARE_NODES) {
      this.#spare.push(node);
      return;
    }
    this.set(node, word.THREAD, 0);
    this.#hint = Math.min(this.#hint, node);
  }

  /**
   * Puts a node into the queue of a key. Inside its bucket.
   *
   * @param ticket an earlier place to go back to; 0 for a new one, at the end
   * @returns the ticket
   */
  enqueue(bucket: Bucket, node: number, key: number, kind: number, ticket: number): number {
    const place = ticket === 0 ? bucket.ticket() : ticket;
    this.set(node, word.KEY, key);
    this.set(node, word.KIND, kind);
    this.set(node, word.TICKET, place);
    if (ticket === 0) this.set(node, word.SINCE, this.memory.sharedNow() | 0);
    // From here on it waits, whoever is killed: a repair finds it by this word.
    this.set(node, word.STATE, word.WAITING);
    bucket.insert(node);
    return place;
  }

  /**
   * Takes a node that waits out of its queue, into another state. Inside its bucket. From here on it is its thread's
   * again, which may use it for another wait at once.
   *
   * @returns whom to wake, with {@link wake}, after the bucket was left
   */
  settle(bucket: Bucket, node: number, state: NodeState): Sleeper {
    const token = this.get(node, word.THREAD);
    const isLoop = (this.get(node, word.KIND) & word.EVENT_LOOP) !== 0;
    bucket.remove(node);
    this.set(node, word.STATE, state);
    return (slotOfToken(token) << 1) | (isLoop ? 1 : 0);
  }

  /** Wakes who waited. */
  wake(sleeper: Sleeper): void {
    if ((sleeper & 1) !== 0) ringMailbox(this.memory, sleeper >>> 1);
    else ringBell(this.memory, sleeper >>> 1);
  }

  /** How often a thread has died. A wait that began before a change must look again at what it waits for. */
  deaths(): number {
    return this.memory.atomics.load(this.memory.words, this.memory.deaths);
  }

  /**
   * Blocks until the node does not wait any more, a thread has died since `deaths`, or the deadline is over.
   *
   * @returns false if nothing has happened by the deadline
   */
  sleep(node: number, deaths: number, deadline: number): boolean {
    this.memory.beforeBlocking();
    const slot = slotOfToken(this.token);
    const sleep = (this.#sleeping[this.#depth++] ??= new Sleep(this));
    sleep.begin(node, deaths);
    try {
      return sleepUntil(this.memory, slot, sleep.isOver, deadline, this.memory.whileBlocked);
    } finally {
      this.#depth--;
    }
  }

  /**
   * Whether a wait further out on this thread's stack is over, which has not been noticed yet. A blocked thread runs
   * callbacks of its pools, and such a callback may block, too. What the outer frame was told or handed it cannot use
   * before the inner one returns: so the inner one tries once more.
   */
  outerHasNews(): boolean {
    let news = false;
    for (let index = this.#depth - 2; index >= 0; index--)
      if (this.#sleeping[index]?.notice() === true) news = true;
    return news;
  }

  /**
   * Ends a wait of this thread, settled or not: the node is IDLE afterwards.
   *
   * @returns what had become of it; WAITING if nothing
   */
  finish(node: number): NodeState {
    const seen = this.stateOf(node);
    const state =
      seen === word.WAITING
        ? this.inBucket(this.get(node, word.KEY), (it) => this.#withdraw(it, node))
        : seen;
    this.set(node, word.STATE, word.IDLE);
    return state;
  }

  #withdraw(bucket: Bucket, node: number): NodeState {
    const state = this.stateOf(node);
    if (state === word.WAITING) this.settle(bucket, node, word.IDLE);
    return state;
  }

  /** Whether the thread with this token runs no more. */
  isGone(token: number): boolean {
    return isGone(this.memory, token);
  }

  /** How many waits are under way for a key, in all threads. */
  waiting(key: number): number {
    return this.inBucket(key, (bucket) => {
      let count = 0;
      for (let node = bucket.first(key); node !== 0; node = bucket.next(node, key))
        count += this.get(node, word.COUNT);
      return count;
    });
  }
}

/** A wait that is on the thread's stack; used again for later ones, since waiting is a hot path. */
class Sleep {
  readonly #lot: ParkingLot;
  #node = 0;
  #deaths = 0;
  #noticed = false;

  constructor(lot: ParkingLot) {
    this.#lot = lot;
  }

  begin(node: number, deaths: number): void {
    this.#node = node;
    this.#deaths = deaths;
    this.#noticed = false;
  }

  /** Whether to look again at what is waited for. */
  readonly isOver = (): boolean =>
    this.#isSettled || this.#lot.deaths() !== this.#deaths || this.#lot.outerHasNews();

  get #isSettled(): boolean {
    return this.#lot.stateOf(this.#node) !== word.WAITING;
  }

  /** For a wait further in: whether this one has been settled since that was last asked. */
  notice(): boolean {
    if (this.#noticed || !this.#isSettled) return false;
    this.#noticed = true;
    return true;
  }
}
