/** What the queues with a bound have beside `get`: a count of unfinished items, and an end. */
import { InvalidStateError } from "../../errors.js";
import type { WaitOptions } from "../../platform/wait-options.js";
import { GettableQueue } from "./gettable-queue.js";
import { checkMaxsize } from "./queue-kind.js";

/** What `statistics()` of a queue tells: what was true at that moment. */
export interface QueueStatistics {
  readonly name: string | undefined;
  /** How many items are in the queue. */
  readonly size: number;
  readonly maxsize: number;
  /** How many of the items that were put nobody has called `taskDone` for. */
  readonly unfinished: number;
  /** How many wait, in all threads, blocked ones and those that await: for room, */
  readonly puttersWaiting: number;
  /** for an item, */
  readonly gettersWaiting: number;
  /** for the end of the work, */
  readonly joinersWaiting: number;
  /** and all together. */
  readonly waiting: number;
  readonly shutdown: boolean;
}

/** A queue that can be bounded, shut down, iterated, and joined. */
export abstract class TaskQueue<T> extends GettableQueue<T> implements AsyncIterable<T> {
  /**
   * How many items the queue takes before a `put` has to wait; 0 and below: any number. Setting it holds for all
   * threads, and wakes the puts that wait; items that are above it stay. CPython: `maxsize`.
   *
   * @throws TypeError, RangeError when set to something else than a whole number
   */
  get maxsize(): number {
    return TaskQueue.coreOf(this).state.maxsize;
  }

  set maxsize(maxsize: number) {
    checkMaxsize(maxsize);
    TaskQueue.coreOf(this).state.resize(maxsize);
  }

  /** Whether a `put` would have to wait at this moment. CPython: `full`. */
  full(): boolean {
    const { size, maxsize } = TaskQueue.coreOf(this).state.view();
    return maxsize > 0 && size >= maxsize;
  }

  /**
   * Says that the work on one item that was taken is done. CPython: `task_done`.
   *
   * @throws InvalidStateError when it was called as often as items were put
   */
  taskDone(): void {
    const { state, label } = TaskQueue.coreOf(this);
    if (state.taskDone()) return;
    throw new InvalidStateError(
      `taskDone() was called too often: nothing that was put into ${label} is unfinished; call it once for each item that ` +
        "was taken",
    );
  }

  /**
   * Waits until `taskDone` was called for every item that was put. An item that was taken by a thread that died since
   * stays unfinished. Keeps the program alive. CPython: `join`.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever, 0 does not wait
   * @param options.signal ends the wait with its reason
   * @returns rejects with TimeoutError; with the signal's reason; with RangeError for a timeout that is NaN or negative;
   *   with ResourceExhaustedError when 65,535 waits are under way
   */
  join(options?: WaitOptions): Promise<void> {
    return TaskQueue.coreOf(this).joiners.join(options);
  }

  /**
   * As {@link join}, but blocks the thread.
   *
   * @throws TimeoutError when items are unfinished after so many milliseconds
   * @throws RangeError for a timeout that is NaN or negative
   * @throws ResourceExhaustedError when 65,535 waits are under way
   * @throws TypeError for a signal that is neither aborted nor `currentTask().signal`; the reason of one that is aborted
   */
  joinSync(options?: WaitOptions): void {
    TaskQueue.coreOf(this).joiners.joinSync(options);
  }

  /**
   * Shuts the queue down, for all threads and for good: every `put` throws QueueShutdownError from now on, also those
   * that wait; every `get` does once the queue is empty. May be called again. CPython 3.13: `shutdown`.
   *
   * @param options.immediate drops the items that are in the queue: they are not unfinished any more, but those that
   *   were taken and not done still are. Default: they can still be taken.
   */
  shutdown({ immediate = false }: { immediate?: boolean | undefined } = {}): void {
    TaskQueue.coreOf(this).state.shutdown(immediate);
  }

  /** Whether {@link shutdown} was called, by whichever thread. CPython: `is_shutdown`. */
  get isShutdown(): boolean {
    return TaskQueue.coreOf(this).state.isShutdown;
  }

  /** Takes one item after the other, and ends when the queue was shut down and is empty. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const { getters } = TaskQueue.coreOf(this);
    for (let got = await getters.next(); got !== undefined; got = await getters.next()) yield got.value;
  }

  /** Name, contents, and who waits, for diagnosis: it may be otherwise when you look. */
  statistics(): QueueStatistics {
    const { name, state } = TaskQueue.coreOf(this);
    const puttersWaiting = state.putters.waiting;
    const gettersWaiting = state.getters.waiting;
    const joinersWaiting = state.joiners.waiting;
    const waiting = puttersWaiting + gettersWaiting + joinersWaiting;
    return { name, ...state.view(), puttersWaiting, gettersWaiting, joinersWaiting, waiting };
  }
}
