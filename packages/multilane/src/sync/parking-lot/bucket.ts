/**
 * A bucket: a mutex, and a list of the nodes that wait for the keys that fall into it. The mutex is held for some tens
 * of nanoseconds, with no user code inside. A thread that is killed meanwhile leaves it locked and its list torn;
 * the watcher, who learns of that, rebuilds the list from the nodes' own words and unlocks (`reaper.ts`).
 */
import type { LotMemory } from "./lot-memory.js";
import { KEY, NEXT, PREV, STATE, THREAD, TICKET, WAITING } from "./node.js";

/** Words of a bucket: `token << 1 | contended`, the ends of its list, and the next ticket. */
const [LOCK, HEAD, TAIL, TICKETS] = [0, 1, 2, 3];
/** How many words of a bucket are used. */
export const BUCKET_WORDS_USED = 4;

const CONTENDED = 1;

/** One bucket, as a thread sees it. */
export class Bucket {
  readonly #memory: LotMemory;
  readonly #base: number;

  constructor(memory: LotMemory, index: number) {
    this.#memory = memory;
    this.#base = memory.buckets + index * memory.bucketWords;
  }

  /**
   * Takes the mutex. Blocks, as a rule for as long as another thread is in here; if that one was killed, until the
   * watcher has repaired what it left.
   */
  enter(token: number): void {
    const { atomics, words, whileBlocked } = this.#memory;
    const lock = this.#base + LOCK;
    // Taking it: pairs with the exchange in leave().
    if (atomics.compareExchange(words, lock, 0, token << 1) === 0) return;
    for (;;) {
      const seen = atomics.load(words, lock);
      if (seen === 0) {
        // Others may sleep beside this thread: it takes the mutex as contended, so that it wakes the next.
        if (atomics.compareExchange(words, lock, 0, (token << 1) | CONTENDED) === 0) return;
        continue;
      }
      const marked = seen | CONTENDED;
      if (seen !== marked && atomics.compareExchange(words, lock, seen, marked) !== seen) continue;
      // Pairs with the notify in leave() and in wakeAll().
      whileBlocked.wait(words, lock, marked, Infinity);
    }
  }

  /** Takes the mutex if it is free; never waits. */
  tryEnter(token: number): boolean {
    // As in enter().
    return this.#memory.atomics.compareExchange(this.#memory.words, this.#base + LOCK, 0, token << 1) === 0;
  }

  /**
   * Takes the mutex over from a thread that was killed in here.
   *
   * @returns false if that thread is not in here (any more)
   */
  inherit(dead: number, token: number): boolean {
    const { atomics, words } = this.#memory;
    const lock = this.#base + LOCK;
    for (;;) {
      const seen = atomics.load(words, lock);
      if (seen >>> 1 !== dead) return false;
      // Rivals: another reaper; who comes to wait, and marks it. As contended: others may sleep here.
      if (atomics.compareExchange(words, lock, seen, (token << 1) | CONTENDED) === seen) return true;
    }
  }

  /** Gives the mutex back. */
  leave(): void {
    const { atomics, words } = this.#memory;
    if ((atomics.exchange(words, this.#base + LOCK, 0) & CONTENDED) !== 0)
      atomics.notify(words, this.#base + LOCK, 1);
  }

  /** Wakes all who sleep at the mutex: the one that was woken last may have been killed. */
  wakeAll(): void {
    this.#memory.atomics.notify(this.#memory.words, this.#base + LOCK);
  }

  /** The first node that waits for the key; 0 for none. */
  first(key: number): number {
    return this.#seek(this.#get(HEAD), key);
  }

  /** The next one after this. */
  next(node: number, key: number): number {
    return this.#seek(this.#field(node, NEXT), key);
  }

  #seek(from: number, key: number): number {
    let node = from;
    while (node !== 0 && this.#field(node, KEY) !== key) node = this.#field(node, NEXT);
    return node;
  }

  /** The next ticket; never 0. */
  ticket(): number {
    const ticket = (this.#get(TICKETS) + 1) | 0 || 1;
    this.#set(TICKETS, ticket);
    return ticket;
  }

  /** Puts a node with a TICKET into its place: behind all that came before it. */
  insert(node: number): void {
    const ticket = this.#field(node, TICKET);
    const tail = this.#get(TAIL);
    let before = tail;
    // Who comes back with an old ticket belongs near the front.
    if (tail !== 0 && this.#isLater(tail, ticket)) {
      let after = this.#get(HEAD);
      while (!this.#isLater(after, ticket)) after = this.#field(after, NEXT);
      before = this.#field(after, PREV);
    }
    const after = before === 0 ? this.#get(HEAD) : this.#field(before, NEXT);
    this.#setField(node, PREV, before);
    this.#setField(node, NEXT, after);
    this.#link(before, node);
    this.#linkBack(after, node);
  }

  #isLater(node: number, ticket: number): boolean {
    return ((this.#field(node, TICKET) - ticket) | 0) > 0;
  }

  /** Takes a node out of the list. */
  remove(node: number): void {
    const [before, after] = [this.#field(node, PREV), this.#field(node, NEXT)];
    this.#link(before, after);
    this.#linkBack(after, before);
  }

  #link(before: number, node: number): void {
    if (before === 0) this.#set(HEAD, node);
    else this.#setField(before, NEXT, node);
  }

  #linkBack(after: number, node: number): void {
    if (after === 0) this.#set(TAIL, node);
    else this.#setField(after, PREV, node);
  }

  /**
   * Makes the list anew from the nodes that say that they wait for a key of this bucket. Nobody else changes those:
   * whoever calls this has the mutex.
   */
  rebuild(isMine: (key: number) => boolean): void {
    const { atomics, words, nodesHigh } = this.#memory;
    this.#set(HEAD, 0);
    this.#set(TAIL, 0);
    const last = atomics.load(words, nodesHigh);
    for (let node = 1; node <= last; node++) {
      if (this.#field(node, THREAD) === 0 || this.#field(node, STATE) !== WAITING) continue;
      if (!isMine(this.#field(node, KEY))) continue;
      // Its key was written under this mutex, or it is of another bucket by now.
      if (this.#field(node, STATE) === WAITING) this.insert(node);
    }
  }

  #get(word: number): number {
    return this.#memory.atomics.load(this.#memory.words, this.#base + word);
  }

  #set(word: number, value: number): void {
    this.#memory.atomics.store(this.#memory.words, this.#base + word, value);
  }

  #field(node: number, word: number): number {
    const { atomics, words, nodes, nodeWords } = this.#memory;
    return atomics.load(words, nodes + node * nodeWords + word);
  }

  #setField(node: number, word: number, value: number): void {
    const { atomics, words, nodes, nodeWords } = this.#memory;
    atomics.store(words, nodes + node * nodeWords + word, value);
  }
}
