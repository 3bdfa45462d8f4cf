/** The three types for which CPython runs the tests of locks. */
import { Condition, Lock, RLock } from "multilane";
import { acquire } from "./mode.js";
import type { Mode } from "./mode.js";

/** What has `acquire` and `release`: a condition is a lock, too. */
export type AnyLock = Lock | RLock | Condition;

/** How to make each, by the name of the target in cases.csv. */
export const lockTypes = {
  Lock: () => new Lock(),
  RLock: () => new RLock(),
  "Condition(RLock)": () => new Condition(),
} as const satisfies Record<string, () => AnyLock>;

/** How many wait for the lock, in all threads. */
export function waitingFor(lock: AnyLock): number {
  return lock instanceof Condition ? waitingFor(lock.lock) : lock.statistics().waiting;
}

/** The types that may be taken again by who has them: a condition has such a lock by default. */
export const reentrantTypes = {
  RLock: lockTypes.RLock,
  "Condition(RLock)": lockTypes["Condition(RLock)"],
} as const;

/** The `RLock` that it is, or that it has. */
export function rlockOf(lock: RLock | Condition): RLock {
  const rlock = lock instanceof Condition ? lock.lock : lock;
  if (!(rlock instanceof RLock)) throw new TypeError(`${String(lock)} cannot be taken twice`);
  return rlock;
}

/**
 * Calls the function with the lock held, in such a way that it may take an `RLock` again: by its thread, or inside
 * of `run()`.
 */
export async function holding<T>(mode: Mode, lock: AnyLock, fn: () => T | PromiseLike<T>): Promise<T> {
  if (mode === "async") return await lock.run(fn);
  await acquire(mode, lock);
  try {
    return await fn();
  } finally {
    lock.release();
  }
}
