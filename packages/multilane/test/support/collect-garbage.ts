/** Garbage collection on demand, without an option of Node's. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

/**
 * Collects what is garbage, also what a WeakRef was asked for in this turn of the event loop, and lets the
 * finalization callbacks run.
 */
export async function collectGarbage(): Promise<void> {
  if (typeof collect !== "function") throw new Error("the engine offers no gc()");
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    collect();
  }
  await new Promise((resolve) => setTimeout(resolve, 0));
}

/** Resolves when nothing holds any of these; fails the test after 20 s. */
export async function untilGarbage(references: readonly WeakRef<object>[]): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    await collectGarbage();
    const held = references.map((reference) => reference.deref()).filter((object) => object !== undefined);
    if (held.length === 0) return;
    if (performance.now() > deadline)
      throw new Error(`held after 20 s: ${held.map((object) => object.constructor.name).join(", ")}`);
  }
}
