/** Which operations of the mutex and the parking lot are done wrong, and where that makes no difference. */
import type { MutationOptions } from "multilane/testing";

/** A mutant that changes nothing that matters. */
export interface Equivalent {
  /** What the line of the operation has in it: the reason is for that, and not for what may come into its place. */
  readonly code: string;
  readonly because: string;
}

const REBUILT =
  "nobody reads the list but in the bucket, which this thread is still in; if it dies there, the list is made anew";
const REBUILT_AGAIN =
  "the next one does not touch the list; if the reaper dies there, the bucket is locked by it, and made anew by whoever reaps it";
const NOT_YET_WAITING =
  "the next one is another store to the node: nobody looks at either before STATE says that it waits, and that comes later";

/** By `file method operation: mutation`. */
export const equivalents: Readonly<Record<string, Equivalent>> = {
  "bell.js ringBell notify: wakes one": {
    code: "atomics.notify(words, bell)",
    because:
      "only the slot's thread sleeps there; one that was killed there is taken out when the watcher rings, before the slot has another thread",
  },
  "bell.js ringMailbox notify: wakes one": {
    code: "atomics.notify(words, mailbox)",
    because:
      "the slot's thread leaves one waitAsync there at a time; that of one that was killed is taken out when the watcher rings",
  },
  "bell.js markGone store: after the next operation": {
    code: "GONE",
    because:
      "the next one only looks whether a bucket is locked; who tries for a mutex in between sleeps, and is woken at the end of reap()",
  },
  "bucket.js Bucket.leave notify: wakes all": {
    code: "LOCK, 1)",
    because: "who is woken in vain sleeps again: only slower",
  },
  "bucket.js Bucket.wakeAll notify: wakes one": {
    code: "LOCK)",
    because:
      "one is enough: who is woken takes the mutex as contended, or marks it so, and whoever leaves it then wakes the next",
  },
  "bucket.js Bucket.ticket store: after the next operation": {
    code: "TICKETS",
    because:
      "nobody reads it but in the bucket, which this thread is still in; if it dies there, no node that waits has the ticket",
  },
  "bucket.js Bucket.insert store: after the next operation": { code: "PREV", because: REBUILT },
  "bucket.js Bucket.insert store 2: after the next operation": { code: "NEXT", because: REBUILT },
  "bucket.js #link store: after the next operation": { code: "HEAD", because: REBUILT },
  "bucket.js #link store 2: after the next operation": { code: "NEXT", because: REBUILT },
  "bucket.js Bucket.rebuild store: after the next operation": { code: "HEAD", because: REBUILT_AGAIN },
  "bucket.js Bucket.rebuild store 2: after the next operation": { code: "TAIL", because: REBUILT_AGAIN },
  "gate-waiters.js GateWaiters.drain load: reads 0": {
    code: "lot.deaths()",
    because:
      "if a thread has died before, the mailbox takes that for news, and looks once more than it need: only slower",
  },
  "gate-waiters.js #show store: after the next operation": {
    code: "COUNT",
    because:
      "the next one stores SINCE; who reads both reads COUNT first, and may see the old one with the new SINCE in any case",
  },
  "gate.js park store: after the next operation": { code: "COUNT", because: NOT_YET_WAITING },
  "parking-lot.js #claimNode load: reads 0": {
    code: "atomics.load(words, thread) !== 0",
    because:
      "of a node that is somebody's the exchange fails: only slower, and a repair looks at more nodes than it need",
  },
  "parking-lot.js #claimNode load 2: reads 0": {
    code: "let high = atomics.load(words, nodesHigh);",
    because: "the exchange of a mark that is not 0 fails, and the loop reads the mark again",
  },
  "parking-lot.js ParkingLot.freeNode store: after the next operation": {
    code: "THREAD",
    because:
      "the node is free one operation later; if the thread dies before, it is taken back with the others",
  },
  "parking-lot.js ParkingLot.enqueue store: after the next operation": {
    code: "KEY",
    because: NOT_YET_WAITING,
  },
  "parking-lot.js ParkingLot.enqueue store 2: after the next operation": {
    code: "KIND",
    because: NOT_YET_WAITING,
  },
  "parking-lot.js ParkingLot.enqueue store 3: after the next operation": {
    code: "TICKET",
    because:
      "a new one is there before STATE says that the node waits, one store later; one to go back to is there already",
  },
  "parking-lot.js ParkingLot.enqueue store 5: after the next operation": {
    code: "WAITING",
    because: "the next one only reads the node's ticket: it waits before it is linked all the same",
  },
  "reaper.js afterDeath store: after the next operation": {
    code: "VALUE",
    because: "the next one only reads whose node it is: VALUE is there before STATE says so all the same",
  },
};

/** For `mutationScore`. */
export const lotMutants: MutationOptions = {
  only: /[\\/]sync[\\/](?:parking-lot[\\/][\w-]+|mutex)\.js$|[\\/]memory[\\/]bell\.js$/,
  // Accessors of words, and the way in which the model's threads sleep.
  through:
    /^(?:#(?:get|set|field|setField)|ParkingLot\.(?:get|set|stateOf|deaths)|get state) |lot-model\.js:/,
  equivalent: Object.fromEntries(Object.entries(equivalents).map(([name, { because }]) => [name, because])),
};
