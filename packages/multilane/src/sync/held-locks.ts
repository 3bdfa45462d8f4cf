/**
 * The locks that this thread holds: so that a task that ends without releasing one is found out, and so that other
 * threads can see who holds what. The list in shared memory is for diagnosis alone: it is written with plain stores
 * (a store costs nothing then), shows no more than its size, and may be a moment behind.
 */
import { arena } from "../memory/arena.js";
import { HELD_BASE, HELD_WORDS } from "../memory/layout.js";
import { ownSlot } from "../memory/own-slot.js";
import { atomics } from "../platform/atomics.js";
import { endScope } from "../platform/scope.js";

/** A lock that this thread may hold. */
export interface Holdable {
  readonly key: number;
  /** Its index in the list; -1 while it is not held here. */
  heldAt: number;
  /** How it is shown: its key, or {@link ownedEntry} if nobody else can release it: a cycle of such locks is a deadlock. */
  readonly entry: number;
  /** The task that took it; `undefined` outside of tasks. */
  readonly heldFor: object | undefined;
  /** Whether this thread has it still: another thread may have released it. */
  readonly isHeldByThread: boolean;
  /** The task has ended without releasing it. */
  abandon(): void;
}

/** Keys are multiples of 8. */
const OWNED = 1;

/** The entry of a lock that nobody but its holder can release. */
export function ownedEntry(key: number): number {
  return key | OWNED;
}

/** A lock that some thread held a moment ago. */
export interface HeldLock {
  readonly key: number;
  readonly isOwned: boolean;
}

/** What the thread in this slot holds, as far as it is shown: its first {@link HELD_WORDS} locks. */
export function heldIn(slot: number): HeldLock[] {
  const shared = arena();
  const locks: HeldLock[] = [];
  for (let index = 0; index < HELD_WORDS; index++) {
    const entry = atomics.load(shared, HELD_BASE + slot * HELD_WORDS + index);
    if (entry === 0) break;
    locks.push({ key: entry & ~OWNED, isOwned: (entry & OWNED) !== 0 });
  }
  return locks;
}

/** The locks that this thread holds. Taking and releasing a lock passes through here: what is rare is apart. */
export class HeldLocks {
  /** What the others see; a store behind its end does nothing. */
  readonly #shown: Int32Array;
  readonly #locks: Holdable[] = [];
  /** At this length the list is looked through for locks that other threads have released. */
  #crowded = HELD_WORDS;

  constructor() {
    const first = HELD_BASE + ownSlot().index * HELD_WORDS;
    this.#shown = arena().subarray(first, first + HELD_WORDS);
  }

  /** This thread has taken the lock. */
  add(lock: Holdable): void {
    const index = this.#locks.length;
    if (lock.heldAt !== -1 || index >= this.#crowded) {
      this.#addAnew(lock);
      return;
    }
    lock.heldAt = index;
    this.#locks.push(lock);
    this.#shown[index] = lock.entry;
  }

  #addAnew(lock: Holdable): void {
    this.remove(lock);
    if (this.#locks.length >= this.#crowded) this.#forgetReleased();
    this.add(lock);
  }

  /** Whether this thread holds any lock that nobody else can release. */
  get holdsOwned(): boolean {
    return this.#locks.some((lock) => lock.isHeldByThread && (lock.entry & OWNED) !== 0);
  }

  /** This thread has released it. */
  remove(lock: Holdable): void {
    const index = lock.heldAt;
    if (index === -1) return;
    lock.heldAt = -1;
    const last = this.#locks.pop();
    this.#shown[this.#locks.length] = 0;
    if (last !== lock) this.#move(last, index);
  }

  /** Into the place of one that was not the last. */
  #move(lock: Holdable | undefined, index: number): void {
    if (lock === undefined) return;
    this.#locks[index] = lock;
    lock.heldAt = index;
    this.#shown[index] = lock.entry;
  }

  /** Shows the entry of a lock that this thread holds, which has changed. */
  show(lock: Holdable): void {
    if (lock.heldAt !== -1) this.#shown[lock.heldAt] = lock.entry;
  }

  #forgetReleased(): void {
    for (let index = this.#locks.length - 1; index >= 0; index--) {
      const lock = this.#locks[index];
      if (lock?.isHeldByThread === false) this.remove(lock);
    }
    this.#crowded = Math.max(HELD_WORDS, 2 * this.#locks.length);
  }

  /** A task of this thread is over: what it holds is left to whoever comes next, who is told. */
  abandonAll(task: object): void {
    for (let index = this.#locks.length - 1; index >= 0; index--) {
      const lock = this.#locks[index];
      if (lock?.heldFor === task) lock.abandon();
    }
  }
}

let own: HeldLocks | undefined;

/** The list of this thread. */
export function heldLocks(): HeldLocks {
  own ??= new HeldLocks();
  return own;
}

/** Whether this thread holds any lock that nobody else can release. */
export function holdsOwnedLock(): boolean {
  return own?.holdsOwned === true;
}

/** A task of this thread is over: what is granted to it from now on, nobody waits for, and what it holds is abandoned. */
export function abandonHeldBy(task: object): void {
  endScope(task);
  own?.abandonAll(task);
}
