/** For CPython's tests of weak references: here garbage is collected when the engine likes, or when it is told to. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { LONG } from "./until.js";

/** Collects garbage, after this turn of the event loop: until then a WeakRef that was made or read holds its object. */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("gc");
  if (typeof gc !== "function") throw new Error("this engine collects no garbage on demand");
  await new Promise(setImmediate);
  gc();
}

/**
 * Resolves when what the reference means has been collected.
 *
 * @param refer makes the object and uses it: a function of its own, so that nothing stays on the stack of the test
 */
export async function untilCollected(refer: () => Promise<WeakRef<object>>): Promise<void> {
  const reference = await refer();
  const deadline = performance.now() + LONG;
  do {
    if (performance.now() > deadline) throw new Error(`the object was not collected within ${LONG} ms`);
    await collectGarbage();
  } while (reference.deref() !== undefined);
}
