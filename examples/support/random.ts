/** What the lesson uses of Python's `random`. */

/** A number between `min` and `max`. CPython: `random.uniform`. */
export function uniform(min: number, max: number): number {
  return min + Math.random() * (max - min);
}

/** A whole number from `min` to `max`, both included. CPython: `random.randint`. */
export function randint(min: number, max: number): number {
  return Math.floor(uniform(min, max + 1));
}
