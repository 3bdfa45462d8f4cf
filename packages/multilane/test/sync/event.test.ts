/** `Event` in one thread. Among threads: event-threads.test.ts. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";
import { Event } from "multilane";
import { decode, encode } from "#src/memory/codec/codec.js";
import { namedWords } from "#src/memory/names.js";

const LONG = { timeout: 20_000 };

function sleepDeaf(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

describe("Event", () => {
  it("is clear at first, set, and clear again", async () => {
    const event = new Event();
    assert.equal(event.isSet(), false);
    event.set();
    event.set();
    assert.equal(event.isSet(), true);
    assert.equal(event.waitSync(), true);
    assert.equal(await event.wait(), true);
    assert.equal(await event.wait({ timeout: 0 }), true);
    assert.equal(event.waitSync({ timeout: 0 }), true);
    event.clear();
    event.clear();
    assert.equal(event.isSet(), false);
    assert.equal(await event.wait({ timeout: 0 }), false);
    assert.equal(event.waitSync({ timeout: 0 }), false);
  });

  it("lets all go on who await it", async () => {
    const event = new Event();
    const waits = [event.wait(LONG), event.wait(), event.wait(LONG)];
    assert.equal(event.statistics().waiting, 3);
    event.set();
    assert.deepEqual(await Promise.all(waits), [true, true, true]);
    assert.equal(event.statistics().waiting, 0);
  });

  it("lets those go on who waited when it was set, though it was cleared at once; and those only", async () => {
    const event = new Event();
    const before = [event.wait(LONG), event.wait(LONG)];
    event.set();
    event.clear();
    let isOver = false;
    const after = event.wait(LONG).then((value) => ((isOver = true), value));
    assert.deepEqual(await Promise.all(before), [true, true]);
    await new Promise(setImmediate);
    assert.equal(isOver, false);
    assert.equal(event.statistics().waiting, 1);
    assert.equal(await event.wait({ timeout: 1 }), false);
    event.set();
    event.clear();
    assert.equal(await after, true);
    assert.equal(event.isSet(), false);
  });

  it("can be set and cleared time and again", async () => {
    const event = new Event();
    for (let round = 0; round < 100; round++) {
      const wait = event.wait(LONG);
      event.set();
      event.clear();
      assert.equal(await wait, true);
      assert.equal(await event.wait({ timeout: 0 }), false);
    }
  });

  it("answers false when the time is over", async () => {
    const event = new Event();
    assert.equal(await event.wait({ timeout: 2 }), false);
    assert.equal(event.waitSync({ timeout: 2 }), false);
    assert.equal(event.statistics().waiting, 0);
  });

  it("answers true if it was set by then, though its loop has not heard of it", async () => {
    const event = new Event();
    setTimeout(() => {
      event.set();
      event.clear();
    }, 1); // runs right before the timeout of the next line
    const wait = event.wait({ timeout: 1 });
    sleepDeaf(20);
    assert.equal(await wait, true);
  });

  it("lets an aborted signal end a wait with its reason, and keeps no listener", async () => {
    const event = new Event();
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new Error("changed my mind");
    const rejected = assert.rejects(event.wait({ signal }), reason);
    controller.abort(reason);
    await rejected;
    assert.equal(getEventListeners(signal, "abort").length, 0);
    assert.equal(event.statistics().waiting, 0);
    await assert.rejects(event.wait({ signal }), reason);
    assert.throws(() => event.waitSync({ signal }), reason);
    assert.throws(() => event.waitSync({ signal: new AbortController().signal }), {
      name: "TypeError",
      message: /await wait\(\{ signal \}\)/,
    });
    const other = new AbortController().signal;
    const wait = event.wait({ signal: other, ...LONG });
    event.set();
    assert.equal(await wait, true);
    assert.equal(getEventListeners(other, "abort").length, 0);
  });

  for (const [timeout, error] of [
    [Number.NaN, RangeError],
    [-1, RangeError],
    ["5", TypeError],
  ] as const) {
    it(`refuses ${timeout} as a timeout, also when it is set`, async () => {
      const event = new Event();
      event.set();
      const options = { timeout: timeout as number };
      await assert.rejects(event.wait(options), error);
      assert.throws(() => event.waitSync(options), error);
    });
  }

  it("says what it is", () => {
    const event = new Event("event.test: ready");
    assert.equal(String(event), '<Event "event.test: ready": unset>');
    event.set();
    assert.equal(event.toString(), '<Event "event.test: ready": set>');
    assert.deepEqual(event.statistics(), { name: "event.test: ready", set: true, waiting: 0 });
    assert.equal(String(new Event()), "<Event: unset>");
    assert.equal(new Event({}).name, undefined);
  });

  it("is one event for one name", async () => {
    const [one, other] = [new Event("event.test: one"), new Event({ name: "event.test: one" })];
    const wait = one.wait(LONG);
    other.set();
    assert.equal(await wait, true);
    assert.equal(one.isSet(), true);
    assert.equal(new Event("event.test: another").isSet(), false);
  });

  it("refuses names that are none, or belong to another kind", () => {
    assert.throws(() => new Event(""), { name: "TypeError", message: /must not be empty/ });
    assert.throws(() => new Event(5 as unknown as string), { name: "TypeError", message: /not number/ });
    namedWords("Lock", "event.test: lock", 2);
    assert.throws(() => new Event("event.test: lock"), {
      name: "TypeError",
      message: / a Lock .* an Event too/,
    });
  });

  it("crosses in a message, by its name or by its buffer", () => {
    const [named, anonymous] = [new Event("event.test: crossing"), new Event()];
    const copy = decode(structuredClone(encode({ named, anonymous }, "args"))) as Record<string, Event>;
    assert.equal(copy["anonymous"], anonymous);
    assert.ok(copy["named"] instanceof Event);
    copy["named"].set();
    assert.equal(named.isSet(), true);
  });
});
