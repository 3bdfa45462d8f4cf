/** `SimpleQueue`: `put` and `get`, and nothing else. */
import { fifo } from "../../memory/item-order.js";
import type { PrimitiveOptions } from "../local.js";
import { GettableQueue } from "./gettable-queue.js";
import { QueueKind, QueueOrigin } from "./queue-kind.js";

/** What {@link SimpleQueue.statistics} tells: what was true at that moment. */
export interface SimpleQueueStatistics {
  readonly name: string | undefined;
  /** How many items are in the queue. */
  readonly size: number;
  /** How many wait for an item, in all threads, blocked ones and those that await. */
  readonly gettersWaiting: number;
  /** The same. */
  readonly waiting: number;
}

const kind = new QueueKind<SimpleQueue<unknown>>("SimpleQueue", fifo);

/**
 * A queue without a bound, without an end and without a count of unfinished items, that all threads of the program
 * share: first in, first out. Its `put` never waits. CPython: `queue.SimpleQueue`. The rest is as of `Queue`.
 */
export class SimpleQueue<T> extends GettableQueue<T> {
  /**
   * @param options the name, or an object that has it; none for an anonymous queue
   * @throws TypeError for a name that is empty, not a string, or belongs to another kind of primitive
   * @throws ResourceExhaustedError when the shared memory for names is full
   */
  constructor(options?: string | PrimitiveOptions);
  /** @internal */
  constructor(origin: QueueOrigin);
  constructor(options?: string | PrimitiveOptions | QueueOrigin) {
    super(options instanceof QueueOrigin ? options : kind.originWithoutBound(options));
  }

  /**
   * Puts an item; never waits. CPython: `put`.
   *
   * @throws SerializationError for an item that cannot be written as bytes, naming the path of what cannot
   *   (`item.handler is a function`)
   * @throws ResourceExhaustedError when the memory for items is full. Nothing was put then.
   */
  put(item: T): void {
    SimpleQueue.coreOf(this).putters.tryPut(item, 0);
  }

  /** Name, contents, and who waits, for diagnosis: it may be otherwise when you look. */
  statistics(): SimpleQueueStatistics {
    const { name, state } = SimpleQueue.coreOf(this);
    const waiting = state.getters.waiting;
    return { name, size: state.size, gettersWaiting: waiting, waiting };
  }

  static {
    kind.share(SimpleQueue, (queue) => SimpleQueue.coreOf(queue), (origin) => new SimpleQueue(origin)); // prettier-ignore
  }
}
