/**
 * What must be done when a thread has died. The watcher does it, and never dies itself. Afterwards the parking lot is
 * as if the thread had left by itself: no bucket is locked by it, none of its nodes is in a queue, what it was granted
 * and had not used has gone to the next, and everybody who waits looks again at what they wait for.
 */
import { markGone } from "../../memory/bell.js";
import type { Bucket } from "./bucket.js";
import { wakeEverybody } from "./everybody.js";
import * as word from "./node.js";
import type { ParkingLot, Sleeper } from "./parking-lot.js";

/**
 * Cleans up after a thread that has stopped running.
 *
 * @param lot the parking lot as the watcher sees it
 * @param dead its token
 * @param slots the highest slot that a thread may be in
 */
export function reap(lot: ParkingLot, dead: number, slots: number): void {
  const { memory } = lot;
  const { atomics, words } = memory;
  // First of all: who tries for a mutex from here on sees that its owner is gone. Pairs with the load in isGone().
  markGone(memory, dead);
  for (let index = 0; index < memory.bucketCount; index++) repair(lot, index, dead);
  const last = atomics.load(words, memory.nodesHigh);
  for (let node = 1; node <= last; node++) if (lot.get(node, word.THREAD) === dead) bury(lot, node);
  // Last: they find what was done here.
  wakeEverybody(lot, slots);
}

/** Opens a bucket that the dead thread was in, its list made anew; and wakes who sleeps there. */
function repair(lot: ParkingLot, index: number, dead: number): void {
  const bucket = lot.bucketAt(index);
  if (bucket.isEnteredBy(dead)) {
    bucket.rebuild((key) => lot.isIn(key, index));
    bucket.leave();
  }
  // A wake-up may have died with it.
  bucket.wakeAll();
}

/** Takes a dead thread's node back. */
function bury(lot: ParkingLot, node: number): void {
  const key = lot.get(node, word.KEY);
  const kind = lot.get(node, word.KIND);
  const woken = lot.inBucket(key, (bucket) => afterDeath(lot, bucket, node, key, kind));
  for (const sleeper of woken) lot.wake(sleeper);
  lot.set(node, word.STATE, word.IDLE);
  // Pairs with the exchange in takeNode().
  lot.set(node, word.THREAD, 0);
}

/** Takes the node out of its queue, and sees to those who wait beside it. */
function afterDeath(lot: ParkingLot, bucket: Bucket, node: number, key: number, kind: number): Sleeper[] {
  const state = lot.stateOf(node);
  if (state === word.WAITING) {
    lot.settle(bucket, node, word.IDLE);
    return (kind & word.BREAKS) === 0 ? [] : breakAll(lot, bucket, key);
  }
  const heir = bucket.first(key);
  if (state !== word.GRANTED || (kind & word.PASSES_ON) === 0 || heir === 0) return [];
  lot.set(heir, word.VALUE, lot.get(node, word.VALUE));
  return [lot.settle(bucket, heir, word.GRANTED)];
}

function breakAll(lot: ParkingLot, bucket: Bucket, key: number): Sleeper[] {
  const broken: Sleeper[] = [];
  for (let node = bucket.first(key); node !== 0; node = bucket.first(key))
    broken.push(lot.settle(bucket, node, word.BROKEN));
  return broken;
}
