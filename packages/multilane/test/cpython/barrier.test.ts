/** CPython's `lock_tests.BarrierTests`. */
import assert from "node:assert/strict";
import { Barrier } from "multilane";
import {
  abortAndReset,
  abortInTheMiddle,
  beLate,
  multipass,
  resetInTheMiddle,
  waitAlone,
  waitOnce,
  waitWithAction,
} from "./barrier-fixture.js";
import { cpythonTest } from "./support/cpython.js";
import type { Variants } from "./support/cpython.js";
import type { Crew } from "./support/crew.js";
import { played } from "./support/crew.js";
import { wait } from "./support/mode.js";
import { SharedList } from "./support/shared-list.js";
import { LONG } from "./support/until.js";

const N = 5;

/** As CPython's, with the timeout of a wait that should not be one. */
const make = (parties = N): Barrier => new Barrier(parties, { timeout: LONG });

const test = (method: string, variants: Variants): void =>
  cpythonTest({ suite: "lock_tests", class: "BarrierTests", method, target: "Barrier" }, variants);

test("test_constructor", () => {
  assert.throws(() => new Barrier(0), RangeError);
  assert.throws(() => new Barrier(-1), RangeError);
  assert.equal(new Barrier(N).parties, N);
});

async function lockstep(crew: Crew, passes: number): Promise<void> {
  const barrier = make();
  const [before, behind] = [new SharedList<true>(), new SharedList<true>()];
  await crew.start(multipass, N, barrier, crew.mode, before, behind, passes).join();
  assert.deepEqual([before.length, behind.length], [N * passes, N * passes]);
  assert.deepEqual([barrier.waiting, barrier.broken], [0, false]);
}

test(
  "test_barrier",
  played((crew) => lockstep(crew, 1)),
);

test(
  "test_barrier_10",
  played((crew) => lockstep(crew, 10)),
);

test(
  "test_wait_return",
  played(async (crew) => {
    const indices = await crew.start(waitOnce, N, make(), crew.mode).join();
    assert.deepEqual(
      indices.sort((a, b) => a - b),
      [0, 1, 2, 3, 4],
    );
  }),
);

// A function does not cross to other threads: each makes the barrier, by its name and with the action.
test(
  "test_action",
  played(async (crew) => {
    const name = `barrier.test: ${crew.mode} in ${crew.where}`;
    const results = new SharedList<true>();
    const seen = await crew.start(waitWithAction, N, name, N, crew.mode, results).join();
    assert.deepEqual(seen, [1, 1, 1, 1, 1]);
    assert.equal(results.length, 1);
  }),
);

test(
  "test_abort",
  played(async (crew) => {
    const barrier = make();
    const outcomes = await crew.start(abortInTheMiddle, N, barrier, crew.mode).join();
    assert.deepEqual(outcomes.sort(), ["aborted", "broken", "broken", "broken", "broken"]);
    assert.equal(barrier.broken, true);
  }),
);

test(
  "test_reset",
  played(async (crew) => {
    const barrier = make();
    const passed = new SharedList<true>();
    const outcomes = await crew.start(resetInTheMiddle, N, barrier, crew.mode, passed).join();
    assert.deepEqual(outcomes.sort(), ["broken", "broken", "broken", "broken", "reset"]);
    assert.equal(passed.length, N);
    assert.equal(barrier.broken, false);
  }),
);

test(
  "test_abort_and_reset",
  played(async (crew) => {
    const [barrier, other] = [make(), make()];
    const passed = new SharedList<true>();
    const outcomes = await crew.start(abortAndReset, N, barrier, other, crew.mode, passed).join();
    assert.deepEqual(outcomes.sort(), ["aborted", "broken", "broken", "broken", "broken"]);
    assert.equal(passed.length, N);
    assert.equal(barrier.broken, false);
  }),
);

test(
  "test_timeout",
  played(async (crew) => {
    const barrier = make();
    await crew.start(beLate, N, barrier, crew.mode, 50).join();
    assert.equal(barrier.broken, true);
  }),
);

test(
  "test_default_timeout",
  played(async (crew) => {
    const [waited = 0] = await crew.start(waitAlone, 1, new Barrier(2, { timeout: 50 }), crew.mode).join();
    assert.ok(waited >= 0.6 * 50, `waited ${waited} ms of 50`);
  }),
);

test(
  "test_single_thread",
  played(async ({ mode }) => {
    const barrier = new Barrier(1);
    assert.equal(await wait(mode, barrier), 0);
    assert.equal(await wait(mode, barrier), 0);
  }),
);

// Adapted: what is made is not shown as an object at an address.
test(
  "test_repr",
  played(async (crew) => {
    const barrier = make(3);
    assert.match(String(barrier), /^<Barrier\b.*: waiters=0\/3>$/);
    const bunch = crew.start(waitOnce, 2, barrier, crew.mode);
    await bunch.until("two wait", () => barrier.waiting === 2);
    assert.match(String(barrier), /^<Barrier\b.*: waiters=2\/3>$/);
    await wait(crew.mode, barrier);
    await bunch.join();
    assert.match(String(barrier), /^<Barrier\b.*: waiters=0\/3>$/);
    barrier.abort();
    assert.match(String(barrier), /^<Barrier\b.*: broken>$/);
  }),
);
