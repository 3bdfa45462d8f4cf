/** What the requirements of the conformance suite have in common. */
import assert from "node:assert/strict";
import type { Executor, Future } from "multilane";
import type { CreateExecutor } from "./conformance.js";

/** A requirement: fails with an AssertionError if the executor does not meet it. */
export type Requirement = (create: CreateExecutor) => Promise<void>;

/** Longer than anything takes. */
export const limit = { timeout: 20_000 };

/** Runs the body with an executor, which is shut down afterwards. */
export function using(
  options: Parameters<CreateExecutor>[0],
  body: (executor: Executor) => Promise<void>,
): Requirement {
  return async (create) => {
    const executor = create(options);
    try {
      await body(executor);
    } finally {
      await executor.shutdown({ cancelFutures: true });
    }
  };
}

/** What it failed with; an AssertionError if it did not fail. */
export async function errorOf(future: Future<unknown> | Promise<unknown>): Promise<unknown> {
  const settled = "result" in future ? future.result(limit) : future;
  const outcome = await settled.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  assert.ok(outcome !== undefined, "it did not fail");
  return outcome.error;
}

/** What a call throws; an AssertionError if it does not. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return assert.fail("it did not throw");
}

/** All that an iterator gives, and what ends it. */
export async function collect<T>(
  results: AsyncIterable<T>,
): Promise<{ readonly values: T[]; readonly error: unknown }> {
  const values: T[] = [];
  try {
    for await (const value of results) values.push(value);
    return { values, error: undefined };
  } catch (error) {
    return { values, error };
  }
}
