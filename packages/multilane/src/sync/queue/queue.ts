/** `Queue`: first in, first out. */
import { fifo } from "../../memory/item-order.js";
import type { WaitOptions } from "../../platform/wait-options.js";
import type { PrimitiveOptions } from "../local.js";
import { QueueKind, QueueOrigin } from "./queue-kind.js";
import { TaskQueue } from "./task-queue.js";

const kind = new QueueKind<Queue<unknown>>("Queue", fifo);

/**
 * A queue that all threads of the program share: first in, first out. CPython: `queue.Queue`.
 *
 * ```ts
 * const jobs = new Queue<string>(100, "jobs");      // this name is this queue, in every thread
 * await jobs.put("https://example.org/");           // or putSync(), which blocks the thread
 * for await (const url of jobs) { …; jobs.taskDone(); }
 * ```
 *
 * An anonymous `new Queue()` is shared by passing it as a task's argument. At module level it is a *different* queue in
 * every thread, since module code runs in each: give it a name there.
 *
 * Items are kept as bytes, in shared memory: whatever a message can carry, but for what it shares or moves
 * (`SharedArrayBuffer`, ports, primitives without a name). `null` and `undefined` are items like others. A thread that
 * is terminated in the middle of any operation has done it or not, and the queue goes on.
 *
 * Costs well under a microsecond for a small item that need not wait. The memory of an anonymous queue grows to 1 GiB
 * and is freed with the queue; all named ones have 1 GiB together.
 */
export class Queue<T> extends TaskQueue<T> {
  /**
   * @param maxsize how many items it takes before `put` has to wait; 0, the default, and below: any number
   * @param options the name, or an object that has it; none for an anonymous queue
   * @throws TypeError, RangeError for a maxsize that is no whole number
   * @throws TypeError for a name that is empty, not a string, or belongs to a queue with another maxsize or to another
   *   kind of primitive
   * @throws ResourceExhaustedError when the shared memory for names is full
   */
  constructor(maxsize?: number, options?: string | PrimitiveOptions);
  /** @internal */
  constructor(origin: QueueOrigin);
  constructor(maxsize: number | QueueOrigin = 0, options?: string | PrimitiveOptions) {
    super(maxsize instanceof QueueOrigin ? maxsize : kind.origin(maxsize, options));
  }

  /**
   * Puts an item, when there is room for it; this thread's event loop goes on meanwhile. Keeps the program alive. The
   * item is taken as it is now. CPython: `put(timeout=…)`.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever, 0 does not wait (`put_nowait`)
   * @param options.signal ends the wait with its reason
   * @returns rejects with QueueFullError when there was no room in time; with QueueShutdownError; with
   *   SerializationError, at once, for an item that cannot be written as bytes, naming the path of what cannot
   *   (`item.handler is a function`); with ResourceExhaustedError when the memory for items is full, or 65,535 waits
   *   are under way; with the signal's reason; with RangeError for a timeout that is NaN or negative. Nothing was put
   *   then.
   */
  put(item: T, options?: WaitOptions): Promise<void> {
    return Queue.coreOf(this).putters.put(item, 0, options);
  }

  /**
   * As {@link put}, but blocks the thread, its event loop included.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever, 0 does not wait
   * @param options.signal `currentTask().signal` ends the wait with its reason; so does any that is aborted already
   * @throws QueueFullError, QueueShutdownError, SerializationError, ResourceExhaustedError as {@link put} rejects with them
   * @throws RangeError for a timeout that is NaN or negative
   * @throws TypeError for any other signal: no event of this thread can abort it while the thread is blocked
   */
  putSync(item: T, options?: WaitOptions): void {
    Queue.coreOf(this).putters.putSync(item, 0, options);
  }

  /**
   * Puts an item if there is room; never waits.
   *
   * @returns whether it was put
   * @throws QueueShutdownError, SerializationError, ResourceExhaustedError as {@link put} rejects with them
   */
  tryPut(item: T): boolean {
    return Queue.coreOf(this).putters.tryPut(item, 0);
  }

  static {
    kind.share(Queue, (queue) => Queue.coreOf(queue), (origin) => new Queue(origin)); // prettier-ignore
  }
}
