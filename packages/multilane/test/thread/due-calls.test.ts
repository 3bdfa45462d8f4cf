/** Calls that wait in their worker until they are due. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedNow } from "#src/platform/clock.js";
import { DueCalls } from "#src/thread/due-calls.js";
import type { CallMessage } from "#src/transport/messages.js";
import { within } from "../support/patience.js";

function call(place: number): CallMessage {
  return [place, 1, 0, place, 1, [], undefined];
}

void test("each begins once it is due, but those that were dropped", async () => {
  const begun: number[] = [];
  let last: (() => void) | undefined;
  const over = new Promise<void>((resolve) => (last = resolve));
  const calls = new DueCalls(([place]) => {
    begun.push(place);
    if (place === 3) last?.();
  });
  const start = sharedNow();
  for (const [place, delay] of [
    [1, 5],
    [2, 10],
    [3, 20],
    [4, -1000],
  ] as const)
    calls.add(call(place), start + delay);
  calls.drop(1);
  calls.drop(7);
  await within(over, "the last call");
  assert.deepEqual(
    begun.toSorted((a, b) => a - b),
    [2, 3, 4],
  );
});
