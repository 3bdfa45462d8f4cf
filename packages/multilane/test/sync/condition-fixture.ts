/** What the tests of conditions in one thread have in common. */
import assert from "node:assert/strict";
import { Lock, RLock } from "multilane";
import type { Condition } from "multilane";

/** A wait that is over before it gets there, or a test that has failed. */
export const LONG = { timeout: 10_000 };
export const NOW = { timeout: 0 };

/** The kinds of locks, and how to make one. */
export const kinds: readonly (readonly [string, () => Lock | RLock])[] = [
  ["a Lock", () => new Lock()],
  ["an RLock", () => new RLock()],
];

/** One turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Waits with the lock, and logs when it is through. */
export async function waiter(condition: Condition, log: unknown[], name: unknown): Promise<void> {
  using _ = await condition.acquire(LONG);
  const notified = await condition.wait(LONG);
  assert.equal(condition.locked(), true);
  log.push(notified ? name : `${String(name)} timed out`);
}

/** Notifies with the lock. */
export async function notify(condition: Condition, count?: number): Promise<void> {
  using _ = await condition.acquire(LONG);
  condition.notify(count);
}
