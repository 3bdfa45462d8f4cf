/** `BoundedSemaphore`: a semaphore that finds out when it is released too often. */
import { LocalKind } from "./local.js";
import type { Origin, PrimitiveOptions } from "./local.js";
import { Semaphore } from "./semaphore.js";
import type { Variety } from "./semaphore.js";

const bounded: Variety = { kind: "BoundedSemaphore", local: new LocalKind() };

/**
 * A {@link Semaphore} that never has more permits than at first: it guards a resource of that size, and a release too
 * many is a mistake that should be seen. CPython: `threading.BoundedSemaphore`.
 *
 * ```ts
 * const connections = new BoundedSemaphore(5, "connections");
 * ```
 *
 * `release()`, and a guard's too, throws InvalidStateError if there were more permits then; nothing has changed.
 * CPython: `ValueError`.
 */
export class BoundedSemaphore extends Semaphore {
  /**
   * @param value how many permits there are, from 0 to 2^30−1; 1 by default
   * @param options the name, or an object that has it; none for an anonymous semaphore
   * @throws RangeError for a value that is negative, above 2^30−1 or not an integer
   * @throws TypeError for a value that is not a number; for a name that is empty, not a string, belongs to another
   *   kind of primitive, or to a semaphore that was made with another value
   * @throws ResourceExhaustedError when the shared memory for names is full
   */
  constructor(value?: number, options?: string | PrimitiveOptions);
  /** @internal */
  constructor(value?: number, options?: Origin);
  constructor(value = 1, options?: Origin) {
    super(value, options, bounded);
  }

  /**
   * Adds permits, and lets so many go on who wait. A guard does it for its own permit.
   *
   * @param n how many, at least 1
   * @throws InvalidStateError if there were more permits than at first then. Nothing has changed.
   * @throws RangeError for an n that is less than 1 or not an integer
   */
  override release(n = 1): void {
    super.release(n);
  }

  static {
    Semaphore.share(BoundedSemaphore, bounded, (value, origin) => new BoundedSemaphore(value, origin));
  }
}
