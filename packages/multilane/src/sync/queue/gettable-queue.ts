/** What all queues have: the side where items come out. */
import type { WaitOptions } from "../../platform/wait-options.js";
import type { QueueCore } from "./queue-core.js";
import type { QueueOrigin } from "./queue-kind.js";

/**
 * A sequence of items that all threads of the program share. The item that is taken is another one than was put: what a
 * message to this thread would have made of it, at the moment of `put`.
 *
 * Those who await `get` in one thread are served in the order of their calls. Among threads there is no order: who comes
 * while there is an item takes it, though others wait.
 */
export abstract class GettableQueue<T> {
  /** The name, `undefined` for an anonymous queue. */
  readonly name: string | undefined;
  readonly #core: QueueCore<T>;

  /** @internal */
  protected constructor(origin: QueueOrigin) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is put by way of this object is a T
    this.#core = origin.coreFor(this) as QueueCore<T>;
    this.name = this.#core.name;
  }

  /** @internal */
  protected static coreOf<T>(queue: GettableQueue<T>): QueueCore<T> {
    return queue.#core;
  }

  /**
   * Takes the next item, when there is one; this thread's event loop goes on meanwhile. Keeps the program alive.
   * CPython: `get(timeout=…)`.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever, 0 does not wait (`get_nowait`)
   * @param options.signal ends the wait with its reason
   * @returns rejects with QueueEmptyError when none came in time; with QueueShutdownError when the queue was shut down
   *   and is empty; with the signal's reason; with RangeError for a timeout that is NaN or negative. With
   *   SerializationError when this thread cannot read the item, since it has not registered its class, or that class's
   *   `decode` throws: the item is out of the queue then, and unfinished. With ResourceExhaustedError when 65,535 waits
   *   are under way, or this thread has no memory for the item: it stays in the queue.
   */
  get(options?: WaitOptions): Promise<T> {
    return this.#core.getters.get(options);
  }

  /**
   * As {@link get}, but blocks the thread, its event loop included.
   *
   * @param options.timeout milliseconds; `undefined` and `Infinity` wait for ever, 0 does not wait
   * @param options.signal `currentTask().signal` ends the wait with its reason; so does any that is aborted already
   * @throws QueueEmptyError, QueueShutdownError, SerializationError, ResourceExhaustedError as {@link get} rejects with them
   * @throws RangeError for a timeout that is NaN or negative
   * @throws TypeError for any other signal: no event of this thread can abort it while the thread is blocked
   */
  getSync(options?: WaitOptions): T {
    return this.#core.getters.getSync(options);
  }

  /**
   * Takes the next item if there is one; never waits. In an object, since an item may be `undefined`.
   *
   * @returns `undefined` if the queue is empty
   * @throws QueueShutdownError when it was shut down and is empty
   * @throws SerializationError, ResourceExhaustedError as {@link get}
   */
  tryGet(): { value: T } | undefined {
    return this.#core.getters.tryGet();
  }

  /** How many items are in the queue at this moment. CPython: `qsize`. */
  qsize(): number {
    return this.#core.state.size;
  }

  /** Whether the queue is empty at this moment: that `get` does not wait then is not said. CPython: `empty`. */
  empty(): boolean {
    return this.qsize() === 0;
  }

  /** `<Queue "jobs" of 3 items>` */
  toString(): string {
    const { label, state } = this.#core;
    const { size, shutdown } = state.view();
    return `<${shutdown ? "shut down " : ""}${label} of ${size} item${size === 1 ? "" : "s"}>`;
  }
}
