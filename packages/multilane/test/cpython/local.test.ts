/** CPython's test_threading_local. */
import assert from "node:assert/strict";
import { Event, SerializationError, ThreadLocal, ThreadPoolExecutor } from "multilane";
import * as tasks from "./local-tasks.js";
import { LocalSubclass, SlowLocal } from "./local-tasks.js";
import type { Attributes } from "./local-tasks.js";
import type { CaseId } from "./support/cases.js";
import { cpythonTest } from "./support/cpython.js";
import type { Crew } from "./support/crew.js";
import { played } from "./support/crew.js";
import { collectGarbage, untilCollected } from "./support/garbage.js";
import { until } from "./support/until.js";

function id(method: string): CaseId {
  return { suite: "test_threading_local", class: "BaseLocalTest", method, target: "local" };
}

/** In another thread, a value lives as long as its variable. */
async function forget(pool: ThreadPoolExecutor, count: number): Promise<void> {
  await passMany(pool, count);
  const forgetting = pool.submit(tasks.forgetAll);
  while (!forgetting.done()) await collectGarbage(); // this thread has nothing of the variables either
  assert.equal(await forgetting, count);
}

async function passMany(pool: ThreadPoolExecutor, count: number): Promise<void> {
  const locals = Array.from({ length: count }, () => new ThreadLocal<object | undefined>());
  for (const local of locals) await pool.run(tasks.remember, local);
  assert.equal(await pool.run(tasks.countRemembered), count);
  assert.equal(locals.length, count); // until here, all of them might have been passed again
}

cpythonTest(id("test_local_refs"), async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  for (const count of [20, 50, 100]) await forget(pool, count);
  // In the thread of its variable, also as soon as there is another value, or none.
  const local = new ThreadLocal<object | undefined>();
  for (const next of [() => (local.value = {}), () => local.delete()])
    await untilCollected(async () => {
      const value = {};
      local.value = value;
      next();
      return new WeakRef(value);
    });
  await untilCollected(async () => {
    const value = {};
    new ThreadLocal<object | undefined>().value = value;
    return new WeakRef(value);
  });
});

cpythonTest(
  id("test_derived"),
  played(async (crew) => {
    const together = new Event();
    const threads = crew.start(tasks.numberIt, 1, 0, together, crew.mode);
    const numbered = Array.from({ length: 9 }, (_, index) =>
      crew.start(tasks.numberIt, 1, index + 1, together, crew.mode),
    );
    await until("all are at the start", () => together.statistics().waiting === 10);
    together.set();
    const outcomes = [
      ...(await threads.join()),
      ...(await Promise.all(numbered.map((one) => one.join()))).flat(),
    ];
    for (const [index, outcome] of outcomes.entries()) assert.deepEqual(outcome, [-1, index, true]);
  }),
);

cpythonTest(id("test_arguments"), () => {
  assert.equal(new LocalSubclass<number>(() => 5).value, 5);
  assert.deepEqual(new SlowLocal(() => ({ x: 1 })).value, { x: 1 });
  assert.equal(new ThreadLocal<number | undefined>().value, undefined);
  // What TypeScript refuses and JavaScript can do.
  const Untyped = ThreadLocal as new (init: unknown) => object;
  for (const init of [1, { a: 1 }, "a", null]) assert.throws(() => new Untyped(init), TypeError);
});

/** One thread sets, another has nothing; tasks of one thread have the same. CPython: `_test_one_class`. */
async function setInOneLookInAnother(crew: Crew, passed: Attributes | null): Promise<void> {
  const [isSet, mayGo] = [new Event(), new Event()];
  const first = crew.start(tasks.setAndStay, 1, crew.mode, passed, isSet, mayGo);
  await until("it has been set", () => isSet.isSet() || first.finished > 0);
  assert.deepEqual(await crew.start(tasks.look, 1, passed).join(), [
    crew.where === "threads" ? undefined : "foo",
  ]);
  mayGo.set();
  assert.deepEqual(await first.join(), [["foo", undefined]]);
}

cpythonTest(
  id("test_threading_local"),
  played(async (crew) => {
    const passed = { x: new ThreadLocal<string | undefined>(), y: new ThreadLocal<string | undefined>() };
    await setInOneLookInAnother(crew, passed);
    assert.equal(passed.x.value, undefined);
  }),
);

cpythonTest(
  id("test_threading_local_subclass"),
  played(async (crew) => {
    await setInOneLookInAnother(crew, null);
    if (crew.where === "one thread") return;
    const passed = { x: new LocalSubclass<string | undefined>(), y: new LocalSubclass<string | undefined>() };
    await assert.rejects(crew.start(tasks.look, 1, passed).join(), SerializationError); // not taken for another class
  }),
);

/** CPython's `obj.__dict__` is the thread's own attributes, and cannot be replaced; here `value` is the thread's own. */
function assertValueStaysTheSlot(local: ThreadLocal<Record<string, number>>): void {
  local.value["x"] = 5;
  assert.deepEqual(local.value, { x: 5 });
  assert.deepEqual(Object.keys(local), []); // the value is not in the object, which other threads have too
  assert.deepEqual(Object.getOwnPropertyNames(local).includes("value"), false);
  const before = local.value;
  assert.equal(Reflect.deleteProperty(local, "value"), true); // there is nothing to delete
  assert.equal(local.value, before);
  local.value = { y: 6 };
  assert.equal(Object.hasOwn(local, "value"), false);
  assert.deepEqual(local.value, { y: 6 });
  local.delete();
  assert.deepEqual(local.value, {});
}

cpythonTest(id("test_dict_attribute"), () => {
  assertValueStaysTheSlot(new ThreadLocal<Record<string, number>>(() => ({})));
});

cpythonTest(id("test_dict_attribute_subclass"), () => {
  assertValueStaysTheSlot(new LocalSubclass<Record<string, number>>(() => ({})));
});
