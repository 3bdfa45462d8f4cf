/** What a worker of lock-threads.test.ts does: waits for the gate, plays its part, says so. */
import assert from "node:assert/strict";
import { parentPort, workerData } from "node:worker_threads";
import { Lock } from "#src/sync/lock.js";
import { revive } from "#src/transport/payload.js";
import type { Payload } from "#src/transport/messages.js";
import { ARRIVED, blockUntil, count, COUNTER, FINISHED, GATE, LET_GO, LONG } from "./shared-stage.js";

/** A part to play with a lock. */
export interface Part {
  readonly part: "count in sync" | "count in async" | "hold until told";
  /** The lock, as it crosses. */
  readonly lock: Payload;
  readonly rounds: number;
  /** See shared-stage.ts. */
  readonly shared: Int32Array<SharedArrayBuffer>;
}

function increment(shared: Int32Array): void {
  const before = shared[COUNTER] ?? 0;
  shared[COUNTER] = before + 1;
}

async function play({ part, lock: address, rounds, shared }: Part): Promise<void> {
  const lock = revive(address);
  assert.ok(lock instanceof Lock);
  if (part === "hold until told") {
    using _held = lock.acquireSync({ timeout: LONG });
    count(shared, ARRIVED);
    blockUntil(shared, LET_GO, 1);
  } else {
    count(shared, ARRIVED);
    blockUntil(shared, GATE, 1);
    for (let round = 0; round < rounds; round++) {
      using _held =
        part === "count in async"
          ? await lock.acquire({ timeout: LONG })
          : lock.acquireSync({ timeout: LONG });
      increment(shared);
    }
  }
  count(shared, FINISHED);
}

if (parentPort !== null) {
  const data: Part = workerData as Part;
  await play(data);
}
