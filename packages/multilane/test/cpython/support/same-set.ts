import assert from "node:assert/strict";

const textOf = (objects: Set<object>): string => [...objects].map(String).join(", ");

/** Fails unless they are the very same objects: `deepEqual` would take two futures in one state for one another. */
export function assertSameSet(actual: Iterable<object>, expected: Iterable<object>): void {
  const [seen, wanted] = [new Set(actual), new Set(expected)];
  const same = seen.size === wanted.size && [...wanted].every((one) => seen.has(one));
  assert.ok(same, `${textOf(seen)}; expected were ${textOf(wanted)}`);
}
