/**
 * Waiting in tests for what somebody else does: a condition on shared words, looked at again and again and given up
 * after 20 s. Never a sleep and hope, as CPython's tests do it: when it returns, the condition was true.
 */

/** Milliseconds, longer than anything takes: a wait that lasts so long has failed. */
export const LONG = 20_000;

const lap = new Int32Array(new SharedArrayBuffer(4));

function giveUp(what: string): never {
  throw new Error(`${what}: not so within ${LONG} ms`);
}

/** Resolves when the condition is true; this thread's event loop goes on meanwhile. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + LONG;
  while (!condition()) {
    if (performance.now() > deadline) giveUp(what);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** As {@link until}, but blocks the thread. */
export function untilSync(what: string, condition: () => boolean): void {
  const deadline = performance.now() + LONG;
  while (!condition()) {
    if (performance.now() > deadline) giveUp(what);
    Atomics.wait(lap, 0, 0, 1);
  }
}
