/**
 * What must be done when a thread has died. Who has seen it end does it: the watcher, which never dies itself, and the
 * thread's creator. Afterwards the parking lot is
 * as if the thread had left by itself: no bucket is locked by it, none of its nodes is in a queue, what it was granted
 * and had not used has gone to the next, and everybody who waits looks again at what they wait for.
 */
import { markGone } from "../../memory/bell.js";
import type { Bucket } from "./bucket.js";
import { wakeEverybody } from "./everybody.js";
import * as word from "./node.js";
import type { ParkingLot, Sleeper } from "./parking-lot.js";

/**
 * Cleans up after a thread that has stopped running. Never waits: where another thread is in the way (which may have
 * been killed itself, in a bucket that its own reaping opens) it leaves the rest to the next call. Any number of threads
 * may do it for the same one.
 *
 * @param lot the parking lot as the caller sees it
 * @param dead its token
 * @param again whether an earlier call left something: it has woken everybody already
 * @returns whether all is done; if not, call it again a little later
 */
export function reap(lot: ParkingLot, dead: number, again = false): boolean {
  const { memory } = lot;
  const { atomics, words } = memory;
  // First of all: who tries for a mutex from here on sees that its owner is gone. Pairs with the load in isGone().
  if (!again) markGone(memory, dead);
  for (let index = 0; index < memory.bucketCount; index++) repair(lot, index, dead);
  const last = atomics.load(words, memory.nodesHigh);
  let done = true;
  for (let node = 1; node <= last; node++) {
    if (lot.get(node, word.THREAD) === dead && !bury(lot, node, dead)) done = false;
  }
  // Last: they find what was done here. At once, too, if something is left: they need not wait for that.
  if (done || !again) wakeEverybody(lot);
  return done;
}

/** Opens a bucket that the dead thread was in, its list made anew; and wakes who sleeps there. */
function repair(lot: ParkingLot, index: number, dead: number): void {
  const bucket = lot.bucketAt(index);
  if (bucket.inherit(dead, lot.token)) {
    bucket.rebuild((key) => lot.isIn(key, index));
    bucket.leave();
  }
  // A wake-up may have died with it.
  bucket.wakeAll();
}

/** Takes a dead thread's node back; false if somebody else is in its bucket. */
function bury(lot: ParkingLot, node: number, dead: number): boolean {
  const state = lot.stateOf(node);
  // Nobody but its thread brings it into these states again: no other than a reaper needs to be kept out.
  if (state === word.WAITING || state === word.GRANTED) {
    const woken = lot.tryInBucket(lot.get(node, word.KEY), (bucket) => afterDeath(lot, bucket, node, dead));
    if (woken === undefined) return false;
    for (const sleeper of woken) lot.wake(sleeper);
  }
  const { atomics, words, nodes, nodeWords } = lot.memory;
  // Pairs with the exchange in takeNode(). Another reaper may have done it, and the node be somebody's.
  atomics.compareExchange(words, nodes + node * nodeWords + word.THREAD, dead, 0);
  return true;
}

/** Takes the node out of its queue, and sees to those who wait beside it. */
function afterDeath(lot: ParkingLot, bucket: Bucket, node: number, dead: number): Sleeper[] {
  const [key, kind, state] = [lot.get(node, word.KEY), lot.get(node, word.KIND), lot.stateOf(node)];
  // Read last: a node that another reaper has freed meanwhile may wait for somebody else, in another bucket.
  if (lot.get(node, word.THREAD) !== dead) return [];
  // A reaper may be killed, too: the node is settled last, so that the next one finds what is left to do.
  if (state === word.WAITING) {
    const broken = (kind & word.BREAKS) === 0 ? [] : breakOthers(lot, bucket, key, node);
    lot.settle(bucket, node, word.IDLE);
    return broken;
  }
  if (state !== word.GRANTED) return [];
  const heir = (kind & word.PASSES_ON) === 0 ? 0 : bucket.first(key);
  const sleepers: Sleeper[] = [];
  if (heir !== 0) {
    lot.set(heir, word.VALUE, lot.get(node, word.VALUE));
    sleepers.push(lot.settle(bucket, heir, word.GRANTED));
  }
  lot.set(node, word.STATE, word.IDLE);
  return sleepers;
}

function breakOthers(lot: ParkingLot, bucket: Bucket, key: number, dead: number): Sleeper[] {
  const broken: Sleeper[] = [];
  let next = bucket.first(key);
  while (next !== 0) {
    const node = next;
    // Read before it is its thread's again.
    next = bucket.next(node, key);
    if (node !== dead) broken.push(lot.settle(bucket, node, word.BROKEN));
  }
  return broken;
}
