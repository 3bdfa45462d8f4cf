/** `LifoQueue`: last in, first out. */
import { lifo } from "../../memory/item-order.js";
import type { PrimitiveOptions } from "../local.js";
import { Queue } from "./queue.js";
import { QueueKind, QueueOrigin } from "./queue-kind.js";

const kind = new QueueKind<LifoQueue<unknown>>("LifoQueue", lifo);

/** A {@link Queue} that gives the item that was put last first: a stack. CPython: `queue.LifoQueue`. */
export class LifoQueue<T> extends Queue<T> {
  /** Parameters and errors as of {@link Queue}. */
  constructor(maxsize?: number, options?: string | PrimitiveOptions);
  /** @internal */
  constructor(origin: QueueOrigin);
  constructor(maxsize: number | QueueOrigin = 0, options?: string | PrimitiveOptions) {
    super(maxsize instanceof QueueOrigin ? maxsize : kind.origin(maxsize, options));
  }

  static {
    kind.share(LifoQueue, (queue) => LifoQueue.coreOf(queue), (origin) => new LifoQueue(origin)); // prettier-ignore
  }
}
