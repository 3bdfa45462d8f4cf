/** `dumpThreads()`, and the dumps that come by themselves. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { dumpThreads, Lock, RLock, setSlowWait, Thread } from "multilane";
import { Gate } from "../support/gate.js";
import { runProgram, startProgram } from "../support/programs.js";
import { holdUntilTold } from "../tasks/holding.js";

describe("a dump of all threads", () => {
  it("says what they run, hold and wait for", async () => {
    const lock = new Lock("dump.held");
    const rlock = new RLock("dump.own");
    const gate = new Gate();
    const thread = new Thread({ target: holdUntilTold, args: [lock, gate.words], name: "the holder" });
    thread.start();
    await gate.arrived(1);
    using _ = rlock.acquireSync();
    const waiting = [lock.acquire(), lock.acquire()];
    const text = dumpThreads({ quiet: true });
    assert.match(text, /Thread "MainThread" \(ident 1, this thread\)\n {2}holds RLock "dump\.own", owned\n/);
    assert.match(text, / {2}awaits \(2 times\) Lock "dump\.held", for 0\.\d\d s; the holder holds it\n/);
    assert.match(
      text,
      /Thread "the holder" \(ident \d+\)\n {2}runs holdUntilTold\n {2}holds Lock "dump\.held"\n/,
    );
    gate.open();
    for (const acquired of waiting) (await acquired).release();
    await thread.join();
  });

  it("comes on SIGQUIT, and the program goes on", async () => {
    const child = startProgram("dumping", ["quit"]);
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (stderr.includes('holds Lock "dumping.lock"')) child.kill("SIGUSR2");
    });
    child.stdout?.once("data", () => child.kill("SIGQUIT"));
    const [code] = await once(child, "close", { signal: AbortSignal.timeout(20_000) });
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /Thread "MainThread".*\n {2}awaits Lock "dumping\.lock", for \d\.\d\d s; holder holds it/,
    );
  });

  it("comes from who waits when that takes long", async () => {
    const { stdout, stderr, code } = await runProgram("dumping", ["slow"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /timed out/);
    assert.match(
      stderr,
      /multilane: in thread "MainThread", a wait for Lock "dumping\.lock" has taken \d\.\d\d s\n/,
    );
    assert.match(stderr, /Thread "MainThread".*\n {2}is blocked for Lock "dumping\.lock"/);
    assert.equal(stderr.split("a wait for").length, 2, "it was reported more than once");
  });

  for (const way of ["blocked", "awaiting", "later"])
    it(`comes in a program without any other thread, too: ${way}`, async () => {
      const { stdout, stderr, code } = await runProgram("slow-alone", [way]);
      assert.equal(code, 0, stderr);
      assert.equal(stdout, "ERR_MULTILANE_TIMEOUT\n");
      assert.match(
        stderr,
        /multilane: in thread "MainThread", a wait for Lock "alone\.lock" has taken 0\.\d\d s\n/,
      );
      assert.match(stderr, /Thread "MainThread" \(ident 1, this thread\)\n {2}holds Lock "alone\.lock"/);
      assert.equal(stderr.split("a wait for").length, 2, "it was reported more than once");
    });

  it("refuses times that are none", () => {
    for (const wrong of [0, -1, Number.NaN]) assert.throws(() => setSlowWait(wrong), RangeError);
  });
});
