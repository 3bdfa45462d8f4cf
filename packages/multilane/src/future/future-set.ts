import { Future } from "./future.js";
import { typeName } from "./type-name.js";

/**
 * Reads an iterable of futures; duplicates collapse.
 *
 * @param caller who asks, for the message
 * @throws TypeError for what is not a future, with its index; what the iterable throws
 */
export function futureSet<F extends Future<unknown>>(futures: Iterable<F>, caller: string): Set<F> {
  const set = new Set<F>();
  let index = 0;
  for (const future of futures) {
    if (!(future instanceof Future))
      throw new TypeError(
        `${caller} takes an iterable of futures; item ${index} of it is: ${typeName(future)}`,
      );
    set.add(future);
    index += 1;
  }
  return set;
}
