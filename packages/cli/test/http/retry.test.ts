import assert from "node:assert/strict";
import { test } from "node:test";
import { FailureError } from "#src/http/failure.js";
import type { FailureClass } from "#src/http/failure.js";
import { Tries } from "#src/http/retry.js";

function failing(...classes: readonly FailureClass[]): {
  attempt: () => Promise<string>;
  count: () => number;
} {
  let count = 0;
  return {
    count: () => count,
    attempt: () => {
      const failed = classes[count];
      count += 1;
      return failed === undefined ? Promise.resolve("answer") : Promise.reject(new FailureError(failed, "x"));
    },
  };
}

test("only a failure of the connection is tried again", async () => {
  for (const name of ["dns", "connect", "reset", "truncated"] as const) {
    const { attempt, count } = failing(name);
    const tries = new Tries(1, AbortSignal.timeout(10_000));
    assert.equal(await tries.run(attempt), "answer");
    assert.deepEqual([count(), tries.count], [2, 2], name);
  }
  for (const name of ["timeout", "tls", "protocol", "redirect", "checksum", "file"] as const) {
    const { attempt, count } = failing(name);
    await assert.rejects(new Tries(1, AbortSignal.timeout(10_000)).run(attempt), FailureError, name);
    assert.equal(count(), 1, name);
  }
});

test("one budget for all that belongs to a URL", async () => {
  const tries = new Tries(2, AbortSignal.timeout(10_000));
  const { attempt, count } = failing("reset", "reset", "reset");
  await assert.rejects(
    tries.run(() => tries.run(attempt)),
    FailureError,
  );
  assert.deepEqual([count(), tries.count], [3, 3]);
});

test("a pause ends with the signal", async () => {
  const controller = new AbortController();
  const { attempt, count } = failing("reset", "reset", "reset", "reset");
  const over = new Tries(100, controller.signal).run(async () => {
    if (count() === 1) controller.abort(new Error("stop"));
    return await attempt();
  });
  await assert.rejects(over);
  assert.ok(count() <= 2);
});
