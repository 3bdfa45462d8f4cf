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

/**
 * What is left, in words. A function of its own: an async function keeps whatever it ever had in a variable, also one of
 * an earlier turn of its loop, for as long as it is suspended, and so would itself hold what it waits to see go.
 */
function left(references: readonly WeakRef<object>[]): string[] {
  return references
    .map((reference) => reference.deref()?.constructor.name)
    .filter((name) => name !== undefined);
}

/** Resolves when nothing holds any of these; fails the test after 20 s. */
export async function untilGarbage(references: readonly WeakRef<object>[]): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    await collectGarbage();
    const names = left(references);
    if (names.length === 0) return;
    if (performance.now() > deadline) throw new Error(`held after 20 s: ${names.join(", ")}`);
  }
}
