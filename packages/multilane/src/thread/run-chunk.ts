/** Several calls of one task that travel as one: the chunks of `Executor.map`. */
import type { Payload } from "../transport/messages.js";

/** What a chunk came to: the values in order, up to the first error. */
export interface ChunkOutcome {
  readonly values: readonly unknown[];
  /** What the call after them threw. */
  readonly thrown?: Payload;
}

/** What a chunk needs of whoever runs it. */
export interface ChunkRunner {
  /** Whether nobody waits for the rest any more. */
  isOver(): boolean;
  /** Makes what was thrown ready to travel. */
  payloadOf(error: unknown): Payload;
}

/** Whether `await` would wait for it. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === "object" && value !== null) || typeof value === "function") &&
    "then" in value &&
    typeof value.then === "function"
  );
}

/**
 * Calls the function with each list of arguments in turn, without a pause where it is not asynchronous. After an abort
 * nothing more is begun: nobody waits for the rest.
 */
export function runChunk(
  fn: (...args: never[]) => unknown,
  lists: readonly never[][],
  runner: ChunkRunner,
): ChunkOutcome | Promise<ChunkOutcome> {
  const values: unknown[] = [];
  try {
    for (const list of lists) {
      if (runner.isOver()) break;
      const value = fn(...list);
      if (isThenable(value)) return runRest(fn, lists, runner, values, value);
      values.push(value);
    }
    return { values };
  } catch (error) {
    return { values, thrown: runner.payloadOf(error) };
  }
}

async function runRest(
  fn: (...args: never[]) => unknown,
  lists: readonly never[][],
  runner: ChunkRunner,
  values: unknown[],
  pending: PromiseLike<unknown>,
): Promise<ChunkOutcome> {
  try {
    values.push(await pending);
    while (values.length < lists.length && !runner.isOver())
      values.push(await fn(...(lists[values.length] ?? [])));
    return { values };
  } catch (error) {
    return { values, thrown: runner.payloadOf(error) };
  }
}
