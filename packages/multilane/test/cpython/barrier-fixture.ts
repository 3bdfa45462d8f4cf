/** What the threads of barrier.test.ts do. */
import assert from "node:assert/strict";
import { Barrier, BrokenBarrierError, task } from "multilane";
import { wait } from "./support/mode.js";
import type { Mode } from "./support/mode.js";
// Not only types: a thread has to load the modules of the classes that come to it.
import { SharedList } from "./support/shared-list.js";
import { LONG, until, untilSync } from "./support/until.js";

/** Waits for what others do, as the mode has it: blocked, or with the event loop going on. */
async function untilIn(mode: Mode, what: string, condition: () => boolean): Promise<void> {
  if (mode === "sync") untilSync(what, condition);
  else await until(what, condition);
}

/** Waits at a barrier that is or gets broken. */
async function waitInVain(mode: Mode, barrier: Barrier, timeout?: number): Promise<void> {
  await assert.rejects(
    async () => await wait(mode, barrier, timeout === undefined ? undefined : { timeout }),
    BrokenBarrierError,
  );
}

/** Passes the barrier twice, so often: in lockstep with all others. */
export const multipass = task(
  import.meta,
  async (
    barrier: Barrier,
    mode: Mode,
    before: SharedList<true>,
    behind: SharedList<true>,
    passes: number,
  ): Promise<void> => {
    for (let pass = 0; pass < passes; pass++) {
      before.append(true);
      assert.equal(behind.length, pass * barrier.parties);
      await wait(mode, barrier);
      behind.append(true);
      assert.equal(before.length, (pass + 1) * barrier.parties);
      await wait(mode, barrier);
    }
    assert.equal(barrier.waiting, 0);
    assert.equal(barrier.broken, false);
  },
);

/** What the wait returned. */
export const waitOnce = task(
  import.meta,
  async (barrier: Barrier, mode: Mode): Promise<number> => await wait(mode, barrier),
);

/** Waits at the barrier with that name, whose action appends to the list: how often it has by then. */
export const waitWithAction = task(
  import.meta,
  async (name: string, parties: number, mode: Mode, results: SharedList<true>): Promise<number> => {
    const barrier = new Barrier(parties, { name, timeout: LONG, action: () => results.append(true) });
    await wait(mode, barrier);
    return results.length;
  },
);

/** What came of the second wait, when whoever was in the middle of the first aborts the barrier. */
export const abortInTheMiddle = task(
  import.meta,
  async (barrier: Barrier, mode: Mode): Promise<"aborted" | "broken"> => {
    if ((await wait(mode, barrier)) === Math.floor(barrier.parties / 2)) {
      barrier.abort();
      return "aborted";
    }
    await waitInVain(mode, barrier);
    return "broken";
  },
);

/** As {@link abortInTheMiddle}, but it resets it when all others wait, and then all pass. */
export const resetInTheMiddle = task(
  import.meta,
  async (barrier: Barrier, mode: Mode, passed: SharedList<true>): Promise<"reset" | "broken"> => {
    const middle = (await wait(mode, barrier)) === Math.floor(barrier.parties / 2);
    if (middle) {
      await untilIn(mode, "all others wait", () => barrier.waiting === barrier.parties - 1);
      barrier.reset();
    } else await waitInVain(mode, barrier);
    await wait(mode, barrier);
    passed.append(true);
    return middle ? "reset" : "broken";
  },
);

/** As {@link abortInTheMiddle}, then one resets it, between two waits at another barrier, and all pass. */
export const abortAndReset = task(
  import.meta,
  async (
    barrier: Barrier,
    other: Barrier,
    mode: Mode,
    passed: SharedList<true>,
  ): Promise<"aborted" | "broken"> => {
    const outcome = await abortInTheMiddle(barrier, mode);
    if ((await wait(mode, other)) === Math.floor(other.parties / 2)) barrier.reset();
    await wait(mode, other);
    await wait(mode, barrier);
    passed.append(true);
    return outcome;
  },
);

/** The one in the middle is late: it comes when the others have given up, all of whom learn of it. */
export const beLate = task(
  import.meta,
  async (barrier: Barrier, mode: Mode, timeout: number): Promise<void> => {
    if ((await wait(mode, barrier)) === Math.floor(barrier.parties / 2))
      await untilIn(mode, "the barrier is broken", () => barrier.broken);
    await waitInVain(mode, barrier, timeout);
  },
);

/** Waits as long as the barrier itself says, in vain: how many milliseconds. */
export const waitAlone = task(import.meta, async (barrier: Barrier, mode: Mode): Promise<number> => {
  const start = performance.now();
  // Without options: a timeout of its own would take the place of the barrier's.
  await assert.rejects(
    async () => await (mode === "sync" ? barrier.waitSync() : barrier.wait()),
    BrokenBarrierError,
  );
  return performance.now() - start;
});
