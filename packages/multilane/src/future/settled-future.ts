import { InvalidStateError } from "../errors.js";
import type { Future } from "./future.js";

/**
 * A future that is done, as {@link asCompleted} yields it: it answers at once. Deliberately not thenable: `for await`
 * and async generators unwrap a thenable that passes through them, in types and at run time, so that the loop would
 * get the value, or throw, where it should get the future.
 */
export class SettledFuture<T> {
  /** The future itself: the same object that was submitted, to look up what it belongs to. */
  readonly future: Future<T>;

  /** @throws InvalidStateError if the future is not done */
  constructor(future: Future<T>) {
    if (!future.done())
      throw new InvalidStateError(
        `a SettledFuture is made of a future that is done, not of ${future.toString()}`,
      );
    this.future = future;
  }

  /**
   * The value the task returned.
   *
   * @throws what the task threw, the same object each time; CancelledError if the future was cancelled
   */
  result(): T {
    return this.future.resultSync();
  }

  /**
   * What the task threw; `undefined` if it returned (or if it threw `undefined`: then {@link result} throws).
   *
   * @throws CancelledError if the future was cancelled
   */
  exception(): unknown {
    return this.future.exceptionSync();
  }

  /** Whether the future was cancelled. */
  cancelled(): boolean {
    return this.future.cancelled();
  }
}
