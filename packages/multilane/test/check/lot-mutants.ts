/** Which operations of the mutex and the parking lot are done wrong, and where that makes no difference. */
import type { MutationOptions } from "multilane/testing";

const IN_THE_BUCKET = "nobody reads it but in the bucket, which this thread is still in";
const REBUILT =
  "nobody reads the list but in the bucket, which this thread is still in; if it dies there, the list is made anew";
const NOT_YET_WAITING =
  "nobody reads it but in the bucket, which this thread is still in; if it dies there, its node goes, and takes it along";

/** For `mutationScore`. */
export const lotMutants: MutationOptions = {
  only: /[\\/]sync[\\/](?:parking-lot[\\/][\w-]+|mutex)\.js$|[\\/]memory[\\/]bell\.js$/,
  // Accessors of words, and the way in which the model's threads sleep.
  through:
    /^(?:#(?:get|set|field|setField)|ParkingLot\.(?:get|set|stateOf|deaths)|get state) |lot-model\.js:/,
  equivalent: {
    "bell.js ringBell notify: wakes one":
      "only the slot's thread sleeps there; one that was killed there is taken out when the watcher rings, before the slot has another thread",
    "bell.js ringMailbox notify: wakes one": "the slot's thread leaves one waitAsync there at a time",
    "bell.js markGone store: after the next operation":
      "the next one only looks whether a bucket is locked; who tries for a mutex in between sleeps, and is woken at the end of reap()",
    "mutex.js Mutex.handed load: reads 0":
      "#take() then tries to exchange 0, which fails if it is not, and tells what the word is",
    "bucket.js Bucket.leave notify: wakes all": "who is woken in vain sleeps again: only slower",
    "bucket.js Bucket.wakeAll notify: wakes one":
      "a death loses one wake-up at most, and who is woken takes the mutex as contended, so that it wakes the next",
    "bucket.js Bucket.ticket store: after the next operation": IN_THE_BUCKET,
    "bucket.js Bucket.insert store: after the next operation": REBUILT,
    "bucket.js Bucket.insert store 2: after the next operation": REBUILT,
    "bucket.js #link store: after the next operation": REBUILT,
    "bucket.js #link store 2: after the next operation": REBUILT,
    "bucket.js Bucket.rebuild store: after the next operation":
      "the next one does not touch the list, and the watcher never dies in here",
    "bucket.js Bucket.rebuild store 2: after the next operation":
      "the next one does not touch the list, and the watcher never dies in here",
    "gate-waiters.js GateWaiters.drain load: reads 0":
      "if a thread has died before, the mailbox takes that for news, and looks once more than it need",
    "gate-waiters.js #show store: after the next operation":
      "the next one only stores since when they wait: nobody can tell which came first",
    "gate.js (anonymous) store: after the next operation": IN_THE_BUCKET,
    "parking-lot.js #claimNode load: reads 0":
      "of a node that is somebody's the exchange fails: only slower, and a repair looks at more nodes",
    "parking-lot.js #claimNode load 2: reads 0":
      "the exchange of a mark that is not 0 fails, and the loop reads the mark again",
    "parking-lot.js ParkingLot.freeNode store: after the next operation":
      "the node is free one operation later",
    "parking-lot.js ParkingLot.enqueue store: after the next operation": NOT_YET_WAITING,
    "parking-lot.js ParkingLot.enqueue store 2: after the next operation": NOT_YET_WAITING,
    "parking-lot.js ParkingLot.enqueue store 3: after the next operation": NOT_YET_WAITING,
    "parking-lot.js ParkingLot.enqueue store 4: after the next operation": NOT_YET_WAITING,
    "parking-lot.js ParkingLot.enqueue store 5: after the next operation":
      "the next one only reads the node's ticket: it waits before it is linked all the same",
    "reaper.js afterDeath store: after the next operation":
      "the next one only reads whose node it is: VALUE is there before STATE says so all the same",
  },
};
