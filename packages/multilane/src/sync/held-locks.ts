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
  /** Whether nobody else can release it, so that a cycle of such locks is a deadlock. */
  readonly isOwned: boolean;
  /** The task that took it; `undefined` outside of tasks. */
  readonly heldFor: object | undefined;
  /** Whether this thread has it still: another thread may have released it. */
  readonly isHeldByThread: boolean;
  /** The task has ended without releasing it. */
  abandon(): void;
}

const held: Holdable[] = [];
let words: Int32Array | undefined;
let base = 0;

function show(index: number, key: number): void {
  if (index >= HELD_WORDS) return;
  if (words === undefined) {
    base = HELD_BASE + ownSlot().index * HELD_WORDS;
    words = arena();
  }
  words[base + index] = key;
}

/** Keys are multiples of 8. */
const OWNED = 1;

function shown({ key, isOwned }: Holdable): number {
  return isOwned ? key | OWNED : key;
}

/** Shows that a lock that this thread holds is owned, or is so no more. */
export function showOwnership(lock: Holdable): void {
  if (lock.heldAt !== -1) show(lock.heldAt, shown(lock));
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

/** At this length the list is looked through for locks that other threads have released. */
let crowded = HELD_WORDS;

function forgetReleased(): void {
  for (let index = held.length - 1; index >= 0; index--) {
    const lock = held[index];
    if (lock?.isHeldByThread === false) removeHeld(lock);
  }
  crowded = Math.max(HELD_WORDS, 2 * held.length);
}

/** This thread has taken the lock. */
export function addHeld(lock: Holdable): void {
  if (lock.heldAt !== -1) return;
  if (held.length >= crowded) forgetReleased();
  lock.heldAt = held.length;
  show(held.length, shown(lock));
  held.push(lock);
}

/** This thread has released it. */
export function removeHeld(lock: Holdable): void {
  const index = lock.heldAt;
  if (index === -1) return;
  lock.heldAt = -1;
  const last = held.pop();
  show(held.length, 0);
  if (last === undefined || last === lock) return;
  held[index] = last;
  last.heldAt = index;
  show(index, shown(last));
}

/** A task of this thread is over: what it holds is left to whoever comes next, who is told. */
export function abandonHeldBy(task: object): void {
  endScope(task);
  for (let index = held.length - 1; index >= 0; index--) {
    const lock = held[index];
    if (lock?.heldFor === task) lock.abandon();
  }
}
