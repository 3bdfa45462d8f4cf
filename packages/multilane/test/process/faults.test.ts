/** A process that spoils its channel, as nothing of ours does: every call settles, and the pool works on. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BrokenProcessPoolError, ProcessPoolExecutor, WorkerDiedError } from "multilane";
import type { Future } from "multilane";
import { frameOf } from "#src/process/frames.js";
import { serialize } from "#src/platform/serialize.js";
import { FileGate } from "../support/file-gate.js";
import { within } from "../support/patience.js";
import * as saboteurs from "../tasks/saboteurs.js";
import { add } from "../tasks/sample.js";

const limit = { timeout: 20_000 };

/** A whole message, by the rules of the channel. */
const message = (value: unknown): Uint8Array => frameOf(serialize(value));

/** The beginning of a message of so many bytes. */
function claim(length: number): Uint8Array {
  const bytes = frameOf(Uint8Array.of(1, 2, 3)).slice(0, -3);
  new DataView(bytes.buffer).setUint32(bytes.length - 4, length, true);
  return bytes;
}

const noise = Uint8Array.from({ length: 300_000 }, (_, n) => (n * 7919 + 13) % 251);

const spoils: Record<string, (executor: ProcessPoolExecutor) => Future<unknown>> = {
  "garbage in the channel": (executor) => executor.submit(saboteurs.spoil, noise),
  "zeros in the channel": (executor) => executor.submit(saboteurs.spoil, new Uint8Array(1000)),
  "a flood of garbage": (executor) => executor.submit(saboteurs.flood, noise),
  "a message that claims 2 GiB": (executor) => executor.submit(saboteurs.spoil, claim(2 ** 31)),
  "a message that claims 4 GiB": (executor) => executor.submit(saboteurs.spoil, claim(2 ** 32 - 1)),
  "a message that is no value": (executor) =>
    executor.submit(saboteurs.spoil, frameOf(Uint8Array.of(1, 2, 3))),
  "an empty message": (executor) => executor.submit(saboteurs.spoil, frameOf(new Uint8Array(0))),
  "a flood of messages that are no answers": (executor) => executor.submit(saboteurs.flood, message("hello")),
  "a channel that is closed": (executor) => executor.submit(saboteurs.close),
};
for (const value of [null, undefined, 42, "hello", {}, [], [99], [0, "0", 1, 2], [6, 0, 0], [3, 0, 5], [4]])
  spoils[`a message that is ${JSON.stringify(value)}`] = (executor) =>
    executor.submit(saboteurs.spoil, message(value));

function assertFault(error: unknown): void {
  assert.ok(error instanceof WorkerDiedError, String(error));
  assert.equal(error.reason, "crash");
  assert.match(error.message, /sent what cannot be read|closed its channel/);
}

describe("a process that spoils its channel is ended, alone", { timeout: 120_000 }, () => {
  const executor = new ProcessPoolExecutor({ maxWorkers: 2 });
  const gate = new FileGate();
  let beside: Future<number> | undefined;

  before(async () => {
    beside = executor.submit(saboteurs.beside, gate.directory, 7);
    await gate.arrived(1);
  });

  after(() => executor.killWorkers());

  for (const [what, spoil] of Object.entries(spoils))
    test(what, async () => {
      assertFault(await within(spoil(executor).exception(), "the end of the call"));
      assert.equal(await executor.submit(add, 1, 2).result(limit), 3);
    });

  test("and a blocked owner hears of it", () => {
    assertFault(executor.submit(saboteurs.spoil, noise).exceptionSync(limit));
    assertFault(executor.submit(saboteurs.close).exceptionSync(limit));
    assert.equal(executor.submit(add, 1, 2).resultSync(limit), 3);
  });

  test("and what ran beside it all has come to its end", async () => {
    assert.equal(beside?.done(), false);
    gate.open();
    assert.equal(await beside?.result(limit), 7);
  });
});

void test("a pool that is to break breaks, and says why", { timeout: 60_000 }, async () => {
  await using executor = new ProcessPoolExecutor({ maxWorkers: 2, onWorkerDeath: "break" });
  const error = await within(executor.submit(saboteurs.spoil, noise).exception(), "the end of the call");
  assert.ok(error instanceof BrokenProcessPoolError);
  assertFault(error.cause);
});
