/** `Lock` among real threads. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { TimeoutError } from "#src/errors.js";
import { encode } from "#src/memory/codec/codec.js";
import { Lock } from "#src/sync/lock.js";
import {
  ARRIVED,
  blockUntil,
  count,
  COUNTER,
  FINISHED,
  GATE,
  LET_GO,
  LONG,
  SHARED_WORDS,
} from "./shared-stage.js";
import type { Part } from "./lock-fixture.js";

/** A lock, words that threads share, and workers that play parts with them. */
class Stage {
  readonly shared = new Int32Array(new SharedArrayBuffer(SHARED_WORDS * 4));
  readonly lock: Lock;
  readonly #ends: Promise<unknown[]>[] = [];

  constructor(lock: Lock) {
    this.lock = lock;
  }

  start(part: Part["part"], rounds = 1): void {
    const { value, specials } = encode(this.lock, "lock");
    const workerData: Part = { part, rounds, lock: [value, specials], shared: this.shared };
    const worker = new Worker(new URL("lock-fixture.js", import.meta.url), { workerData });
    this.#ends.push(once(worker, "exit", { signal: AbortSignal.timeout(LONG) })); // rejects on an error in the worker
  }

  /** Lets those at the gate begin, when so many are there. */
  open(arrived: number): void {
    blockUntil(this.shared, ARRIVED, arrived);
    count(this.shared, GATE);
  }

  async end(): Promise<void> {
    assert.deepEqual(
      await Promise.all(this.#ends),
      this.#ends.map(() => [0]),
    );
    assert.equal(this.lock.locked(), false);
    assert.equal(this.lock.statistics().waiting, 0);
  }
}

describe("Lock among threads", () => {
  for (const [kind, lock] of [
    ["anonymous", new Lock()],
    ["named", new Lock("lock-threads: counter")],
  ] as const) {
    it(`loses nothing of a counter that 4 threads increment under an ${kind} lock`, async () => {
      const stage = new Stage(lock);
      for (let thread = 0; thread < 4; thread++) stage.start("count in sync", 20_000);
      stage.open(4);
      await stage.end();
      assert.equal(stage.shared[COUNTER], 80_000);
    });
  }

  it("loses nothing when some block and some await", async () => {
    const stage = new Stage(new Lock());
    stage.start("count in sync", 5000);
    stage.start("count in sync", 5000);
    stage.start("count in async", 500);
    stage.open(3);
    for (let round = 0; round < 500; round++) {
      using _held = await stage.lock.acquire({ timeout: LONG });
      stage.shared[COUNTER] = (stage.shared[COUNTER] ?? 0) + 1;
    }
    await stage.end();
    assert.equal(stage.shared[COUNTER], 11_000);
  });

  it("goes on among others while this thread is blocked and has an acquire pending", async () => {
    const stage = new Stage(new Lock());
    stage.start("hold until told");
    blockUntil(stage.shared, ARRIVED, 1);
    const pending = stage.lock.acquire({ timeout: LONG });
    stage.start("count in sync", 100);
    stage.start("count in sync", 100);
    stage.open(3);
    count(stage.shared, LET_GO);
    blockUntil(stage.shared, FINISHED, 3); // this loop does not turn: the wake-up for `pending` is spent on it
    assert.equal(stage.shared[COUNTER], 200);
    (await pending).release();
    await stage.end();
  });

  it("is granted to a thread that blocks when the holder lets go", async () => {
    const stage = new Stage(new Lock("lock-threads: handover"));
    stage.start("hold until told");
    blockUntil(stage.shared, ARRIVED, 1);
    assert.throws(() => stage.lock.acquireSync({ timeout: 0 }), TimeoutError);
    assert.throws(() => stage.lock.acquireSync({ timeout: 5 }), TimeoutError);
    assert.equal(stage.lock.tryAcquire(), undefined);
    count(stage.shared, LET_GO);
    stage.lock.acquireSync({ timeout: LONG }).release();
    await stage.end();
  });

  it("is granted to who awaits it when the holder lets go", async () => {
    const stage = new Stage(new Lock());
    stage.start("hold until told");
    blockUntil(stage.shared, ARRIVED, 1);
    await assert.rejects(stage.lock.acquire({ timeout: 5 }), TimeoutError);
    const pending = stage.lock.acquire({ timeout: LONG });
    assert.equal(stage.lock.statistics().waiting, 1);
    count(stage.shared, LET_GO);
    (await pending).release();
    await stage.end();
  });

  it("may be released by a thread that did not take it", async () => {
    const stage = new Stage(new Lock());
    const guard = stage.lock.acquireSync();
    stage.start("count in sync", 1);
    stage.open(1);
    stage.lock.release();
    await stage.end();
    guard.release(); // its hold is over: it must not throw, nor release another's
    const later = stage.lock.acquireSync();
    guard.release();
    assert.equal(stage.lock.locked(), true);
    later.release();
  });

  it("keeps the program alive while an acquire is pending, and not afterwards", async () => {
    const program = fileURLToPath(new URL("lock-keep-alive.js", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: LONG });
    assert.equal(stdout, "granted\n");
  });
});
