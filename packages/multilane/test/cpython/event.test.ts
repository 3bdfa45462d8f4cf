/** CPython's `lock_tests.EventTests`. */
import assert from "node:assert/strict";
import { Event } from "multilane";
import { waitInTime, waitOnce, waitTwice } from "./event-fixture.js";
import { cpythonTest } from "./support/cpython.js";
import type { Variants } from "./support/cpython.js";
import { played } from "./support/crew.js";
import { wait } from "./support/mode.js";
import { SharedList } from "./support/shared-list.js";

const N = 5;
const everyone = Array.from({ length: N }, () => true);

const test = (method: string, variants: Variants): void =>
  cpythonTest({ suite: "lock_tests", class: "EventTests", method, target: "Event" }, variants);

test("test_is_set", () => {
  const event = new Event();
  assert.equal(event.isSet(), false);
  for (const set of [true, false])
    for (let time = 0; time < 2; time++) {
      if (set) event.set();
      else event.clear();
      assert.equal(event.isSet(), set);
    }
});

test(
  "test_notify",
  played(async (crew) => {
    const event = new Event();
    for (const time of ["once", "once more"]) {
      const [first, second] = [new SharedList<boolean>(), new SharedList<boolean>()];
      const bunch = crew.start(waitTwice, N, event, crew.mode, first, second);
      await bunch.until("all wait", () => event.statistics().waiting === N);
      assert.equal(first.length, 0, time);
      event.set();
      await bunch.join();
      assert.deepEqual([first.values(), second.values()], [everyone, everyone], time);
      assert.equal(event.statistics().waiting, 0);
      event.clear();
    }
  }),
);

test(
  "test_timeout",
  played(async (crew) => {
    const event = new Event();
    const late = await crew.start(waitInTime, N, event, crew.mode, 50).join();
    for (const { atOnce, inTime, waited } of late) {
      assert.deepEqual([atOnce, inTime], [false, false]);
      assert.ok(waited >= 0.6 * 50, `waited ${waited} ms of 50`);
    }
    assert.equal(event.statistics().waiting, 0);
    event.set();
    for (const { atOnce, inTime } of await crew.start(waitInTime, N, event, crew.mode, 50).join())
      assert.deepEqual([atOnce, inTime], [true, true]);
  }),
);

test(
  "test_nan_timeout",
  played(async (crew) => {
    const event = new Event();
    await assert.rejects(async () => await wait(crew.mode, event, { timeout: Number.NaN }), RangeError);
    await assert.rejects(crew.start(waitInTime, 1, event, crew.mode, Number.NaN).join(), RangeError);
    assert.equal(event.statistics().waiting, 0);
  }),
);

test(
  "test_set_and_clear",
  played(async (crew) => {
    const event = new Event();
    for (const time of ["once", "once more"]) {
      const bunch = crew.start(waitOnce, N, event, crew.mode);
      await bunch.until("all wait", () => event.statistics().waiting === N);
      event.set();
      event.clear();
      assert.deepEqual(await bunch.join(), everyone, time);
      assert.equal(event.isSet(), false);
    }
  }),
);

// Adapted: what is made is not shown as an object at an address.
test("test_repr", () => {
  const event = new Event();
  assert.match(String(event), /^<Event\b.*: unset>$/);
  event.set();
  assert.match(String(event), /^<Event\b.*: set>$/);
});
