/** `ThreadLocal`: one variable, a value in each thread, and memory for neither longer than somebody has it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { expectTypeOf } from "expect-type";
import { InvalidStateError, Thread, ThreadLocal, ThreadPoolExecutor } from "multilane";
import { collectGarbage } from "../support/collect-garbage.js";
import { until } from "../support/until.js";
import * as tasks from "../tasks/threading.js";

/** One thread for all tasks. */
async function withThread(play: (executor: ThreadPoolExecutor) => Promise<void>): Promise<void> {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  await play(executor);
}

void test("in one thread it is a variable: init once, set, delete", () => {
  let made = 0;
  const local = new ThreadLocal(() => ++made);
  assert.equal(local.value, 1);
  assert.equal(local.value, 1);
  local.value = 10;
  assert.equal(local.value, 10);
  local.delete();
  local.delete();
  assert.equal(local.value, 2);
  const empty = new ThreadLocal<string | undefined>();
  assert.equal(empty.value, undefined);
  empty.value = "full";
  assert.equal(empty.value, "full");
  assert.notEqual(new ThreadLocal(() => ++made).value, local.value);
});

void test("an init that throws leaves it without a value", () => {
  let attempts = 0;
  const local = new ThreadLocal(() => {
    if (++attempts === 1) throw new RangeError("not yet");
    return "at last";
  });
  assert.throws(() => local.value, /not yet/);
  assert.equal(local.value, "at last");
});

void test("its types: without an init the value may be undefined, and says so", () => {
  expectTypeOf(new ThreadLocal(() => 5).value).toEqualTypeOf<number>();
  expectTypeOf(new ThreadLocal<number | undefined>().value).toEqualTypeOf<number | undefined>();
  // @ts-expect-error a number needs an init
  assert.equal(new ThreadLocal<number>().value, undefined);
  // @ts-expect-error not a function
  assert.throws(() => new ThreadLocal<number>(5), TypeError);
});

void test("each thread has its own value of a variable that it was passed, task after task", async () => {
  const local = new ThreadLocal<string | undefined>();
  local.value = "main's";
  await withThread(async (executor) => {
    assert.equal(await executor.run(tasks.readLocal, local), undefined);
    await executor.run(tasks.writeLocal, local, "the worker's");
    assert.equal(await executor.run(tasks.readLocal, local), "the worker's");
    assert.equal(local.value, "main's");
    await executor.run(tasks.forgetLocal, local);
    assert.equal(await executor.run(tasks.readLocal, local), undefined);
    assert.equal(local.value, "main's");
  });
});

void test("it is the same object in a thread each time, and two variables are two", async () => {
  const [one, two] = [new ThreadLocal<unknown>(), new ThreadLocal<unknown>()];
  await withThread(async (executor) => {
    assert.equal(await executor.run(tasks.isSameLocal, one), false);
    assert.equal(await executor.run(tasks.isSameLocal, one), true);
    assert.equal(await executor.run(tasks.isSameLocal, two), false);
    assert.equal(await executor.run(tasks.isSameLocal, two), true);
  });
});

void test("it comes back to its own thread as itself", async () => {
  const local = new ThreadLocal<unknown>();
  await withThread(async (executor) => {
    const back = await executor.run(tasks.returnLocal, local);
    assert.equal(back, local);
    assert.equal(local.value, undefined);
    assert.equal(await executor.run(tasks.readLocal, local), "of the worker");
  });
});

void test("an init that is a task makes each thread's first value", async () => {
  const local = new ThreadLocal(tasks.makeValue);
  const read = async (): Promise<unknown> => {
    const thread = new Thread({ target: tasks.readLocal, args: [local] });
    thread.start();
    assert.deepEqual(await thread.join({ timeout: 20_000 }), { number: 1, ident: thread.ident });
    return thread.ident;
  };
  assert.notEqual(await read(), await read());
  assert.equal(local.value.number, 1);
});

void test("an init that is no task stays where it is: another thread is told to set the value", async () => {
  const local = new ThreadLocal<unknown>(() => 1);
  await withThread(async (executor) => {
    await assert.rejects(executor.run(tasks.readLocal, local), InvalidStateError);
    await executor.run(tasks.writeLocal, local, 2);
    assert.equal(await executor.run(tasks.readLocal, local), 2);
    assert.equal(local.value, 1);
  });
});

void test("a value lives in another thread as long as the variable has a maker, and no longer", async () => {
  await withThread(async (executor) => {
    let local: ThreadLocal<object> | undefined = new ThreadLocal<object>(tasks.makeValue);
    await executor.run(tasks.keepObject, local);
    await executor.run(tasks.readLocal, new ThreadLocal<unknown>());
    for (let round = 0; round < 3; round++) {
      await collectGarbage();
      assert.equal(
        await executor.run(tasks.isObjectKept),
        true,
        "it was dropped while main had the variable",
      );
    }
    assert.deepEqual(await executor.run(tasks.readLocal, local), { big: true });
    local = undefined;
    await until("the worker lets go of the value", async () => {
      await collectGarbage();
      return !(await executor.run(tasks.isObjectKept));
    });
  });
});

void test("variables that have crossed are garbage when nobody has them", async () => {
  await withThread(async (executor) => {
    const dropped: WeakRef<object>[] = [];
    const useOne = async (n: number): Promise<void> => {
      const local = new ThreadLocal<unknown>();
      dropped.push(new WeakRef(local));
      await executor.run(tasks.writeLocal, local, n);
    };
    for (let n = 0; n < 100; n++) await useOne(n);
    await until("main's are garbage", async () => {
      await collectGarbage();
      return dropped.every((local) => local.deref() === undefined);
    });
  });
});
