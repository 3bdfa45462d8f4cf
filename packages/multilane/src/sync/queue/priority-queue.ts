/** `PriorityQueue`: lowest number first. */
import { priority as byPriority } from "../../memory/pairing-heap.js";
import type { WaitOptions } from "../../platform/wait-options.js";
import type { PrimitiveOptions } from "../local.js";
import { QueueKind, QueueOrigin } from "./queue-kind.js";
import { TaskQueue } from "./task-queue.js";

const kind = new QueueKind<PriorityQueue<unknown>>("PriorityQueue", byPriority);

/**
 * A `Queue` whose items have priorities: the one with the lowest number is taken first, and of equal ones the one that
 * was put first. CPython: `queue.PriorityQueue`, where the items themselves are compared.
 *
 * Taking costs O(log n) beside the item; the rest is as of `Queue`.
 */
export class PriorityQueue<T> extends TaskQueue<T> {
  /** Parameters and errors as of `Queue`. */
  constructor(maxsize?: number, options?: string | PrimitiveOptions);
  /** @internal */
  constructor(origin: QueueOrigin);
  constructor(maxsize: number | QueueOrigin = 0, options?: string | PrimitiveOptions) {
    super(maxsize instanceof QueueOrigin ? maxsize : kind.origin(maxsize, options));
  }

  /**
   * As `Queue.put`, with a priority.
   *
   * @param priority any number but NaN; the lowest is taken first
   * @returns rejects as `Queue.put`; with TypeError or RangeError for a priority that is none
   */
  async put(item: T, priority: number, options?: WaitOptions): Promise<void> {
    checkPriority(priority);
    return PriorityQueue.coreOf(this).putters.put(item, priority, options);
  }

  /**
   * As `Queue.putSync`, with a priority.
   *
   * @param priority any number but NaN; the lowest is taken first
   * @throws TypeError, RangeError for a priority that is none; and as `Queue.putSync`
   */
  putSync(item: T, priority: number, options?: WaitOptions): void {
    checkPriority(priority);
    PriorityQueue.coreOf(this).putters.putSync(item, priority, options);
  }

  /**
   * As `Queue.tryPut`, with a priority.
   *
   * @param priority any number but NaN; the lowest is taken first
   * @returns whether it was put
   * @throws TypeError, RangeError for a priority that is none; and as `Queue.tryPut`
   */
  tryPut(item: T, priority: number): boolean {
    checkPriority(priority);
    return PriorityQueue.coreOf(this).putters.tryPut(item, priority);
  }

  static {
    kind.share(PriorityQueue, (queue) => PriorityQueue.coreOf(queue), (origin) => new PriorityQueue(origin)); // prettier-ignore
  }
}

function checkPriority(priority: unknown): void {
  if (typeof priority !== "number")
    throw new TypeError(
      `the priority of an item must be a number, not ${priority === null ? "null" : typeof priority}: put(item, priority)`,
    );
  if (Number.isNaN(priority)) throw new RangeError("the priority of an item must be a number, not NaN");
}
