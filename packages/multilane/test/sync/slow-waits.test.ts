/** When a thread looks for its slow waits. What it reports then: `test/thread/dump-threads.test.ts`. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setSlowWait } from "multilane";
import { SlowWaits } from "#src/sync/diagnosis/slow-waits.js";
import { threadLot } from "#src/sync/thread-lot.js";
import { until } from "../support/until.js";

describe("a thread that waits for other things than locks", () => {
  after(() => setSlowWait(10_000));

  it("looks once after it has begun to, and sleeps without a limit then", async () => {
    setSlowWait(60_000);
    const slowWaits = new SlowWaits(threadLot());
    slowWaits.begin(); // the limit is new to it
    assert.equal(slowWaits.nap(), Infinity);
    slowWaits.begin();
    assert.ok(slowWaits.nap() <= 60_000);
    // So short that the moment may be past before the next line, on a busy machine.
    setSlowWait(1);
    slowWaits.begin();
    slowWaits.begin();
    await until("it has looked", () => slowWaits.nap() === Infinity);
  });

  it("does not look at all if waits are never slow", () => {
    setSlowWait(Infinity);
    const slowWaits = new SlowWaits(threadLot());
    slowWaits.begin();
    slowWaits.begin();
    assert.equal(slowWaits.nap(), Infinity);
  });
});
