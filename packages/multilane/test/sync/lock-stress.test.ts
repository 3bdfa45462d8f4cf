/** Real threads at one lock, for a while: nothing is lost. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Lock, ThreadPoolExecutor } from "multilane";
import { appendLines, countUp } from "../tasks/counting.js";

const THREADS = 4;

describe("4 threads at one lock", () => {
  it("add 100,000 each to a counter", async () => {
    const lock = new Lock();
    const words = new Int32Array(new SharedArrayBuffer(4));
    await using pool = new ThreadPoolExecutor({ maxWorkers: THREADS });
    const counting = Array.from({ length: THREADS }, () => pool.submit(countUp, lock, words, 100_000));
    await Promise.all(counting.map((one) => one.result({ timeout: 60_000 })));
    assert.equal(words[0], THREADS * 100_000);
    assert.equal(lock.locked(), false);
    assert.equal(lock.statistics().waiting, 0);
  });

  it("append 2,000 lines each to a file that they write anew each time", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lock-stress-"));
    try {
      const file = join(folder, "report.txt");
      writeFileSync(file, "");
      const rounds = 2000;
      const lock = new Lock("lock-stress.report");
      await using pool = new ThreadPoolExecutor({ maxWorkers: THREADS });
      const appending = Array.from({ length: THREADS }, (_, name) =>
        pool.submit(appendLines, lock, file, name, rounds),
      );
      await Promise.all(appending.map((one) => one.result({ timeout: 60_000 })));
      const lines = readFileSync(file, "utf8").trim().split("\n");
      const expected = Array.from({ length: THREADS }, (_, name) =>
        Array.from({ length: rounds }, (__, round) => `${name} ${round}`),
      );
      for (const [name, own] of expected.entries())
        assert.deepEqual(
          lines.filter((line) => line.startsWith(`${name} `)),
          own,
        );
      assert.equal(lines.length, THREADS * rounds);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
