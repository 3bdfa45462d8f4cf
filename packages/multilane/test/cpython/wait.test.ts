/** CPython's `test_wait`: `WaitTests`, `ThreadPoolWaitTests`. */
import { Event, wait } from "multilane";
import type { Future, WaitForFuturesOptions } from "multilane";
import { waitOnce } from "./event-fixture.js";
import * as tasks from "./executor-tasks.js";
import { executorTest } from "./support/executors.js";
import { FileGate } from "../support/file-gate.js";
import * as futures from "./support/futures.js";
import { assertSameSet } from "./support/same-set.js";
import { LONG } from "./support/until.js";

const suite = { suite: "test_wait", class: "WaitTests" } as const;

/** Waits, in time, and checks what is done and what is not. */
async function check(
  given: readonly Future<unknown>[],
  options: WaitForFuturesOptions,
  expected: readonly Future<unknown>[],
): Promise<void> {
  const { done, notDone } = await wait(given, { timeout: LONG, ...options });
  assertSameSet(done, expected);
  assertSameSet(
    notDone,
    given.filter((future) => !expected.includes(future)),
  );
}

executorTest(suite, "test_20369", async ({ executor }) => {
  const gate = new FileGate();
  const future = executor.submit(tasks.pass, gate.directory);
  const checked = check([future, future], { returnWhen: "ALL_COMPLETED" }, [future]);
  gate.open();
  await checked;
});

executorTest(suite, "test_first_completed", async ({ executor }) => {
  const gate = new FileGate();
  const quick = executor.submit(tasks.mul, 21, 2);
  const slow = executor.submit(tasks.pass, gate.directory);
  await check([futures.cancelledFuture(), quick, slow], { returnWhen: "FIRST_COMPLETED" }, [quick]);
  gate.open();
});

executorTest(suite, "test_first_completed_some_already_completed", async ({ executor }) => {
  const gate = new FileGate();
  const slow = executor.submit(tasks.pass, gate.directory);
  const done = [futures.cancelledAndNotifiedFuture(), futures.successfulFuture()];
  await check([...done, slow], { returnWhen: "FIRST_COMPLETED" }, done);
  gate.open();
});

executorTest(suite, "test_first_exception", async ({ executor }) => {
  const [first, second] = [new FileGate(), new FileGate()];
  const good = executor.submit(tasks.mul, 2, 21);
  const bad = executor.submit(tasks.passAndRaise, first.directory);
  const slow = executor.submit(tasks.pass, second.directory);
  const checked = check([good, bad, slow], { returnWhen: "FIRST_EXCEPTION" }, [good, bad]);
  await good;
  first.open();
  await checked;
  second.open();
});

executorTest(suite, "test_first_exception_some_already_complete", async ({ executor }) => {
  const gate = new FileGate();
  const bad = executor.submit(tasks.divmod, 21, 0);
  const slow = executor.submit(tasks.pass, gate.directory);
  const done = [futures.successfulFuture(), futures.cancelledAndNotifiedFuture()];
  const given = [...done, futures.cancelledFuture(), bad, slow];
  await check(given, { returnWhen: "FIRST_EXCEPTION" }, [...done, bad]);
  gate.open();
});

executorTest(suite, "test_first_exception_one_already_failed", async ({ executor }) => {
  const gate = new FileGate();
  const slow = executor.submit(tasks.pass, gate.directory);
  const failed = futures.failedFuture();
  await check([failed, slow], { returnWhen: "FIRST_EXCEPTION" }, [failed]);
  gate.open();
});

executorTest(suite, "test_all_completed", async ({ executor }) => {
  const given = [
    futures.successfulFuture(),
    futures.cancelledAndNotifiedFuture(),
    futures.failedFuture(),
    executor.submit(tasks.divmod, 2, 0),
    executor.submit(tasks.mul, 2, 21),
  ];
  await check(given, { returnWhen: "ALL_COMPLETED" }, given);
});

executorTest(suite, "test_timeout", async ({ executor }) => {
  const gate = new FileGate();
  const slow = executor.submit(tasks.pass, gate.directory);
  const done = [futures.cancelledAndNotifiedFuture(), futures.failedFuture(), futures.successfulFuture()];
  await check([...done, slow], { timeout: 50, returnWhen: "ALL_COMPLETED" }, done);
  gate.open();
});

const threads = { suite: "test_wait", class: "ThreadPoolWaitTests" } as const;

executorTest(
  threads,
  "test_pending_calls_race",
  async ({ executor }) => {
    const event = new Event();
    const given = Array.from({ length: 100 }, () => executor.submit(waitOnce, event, "sync"));
    event.set();
    await check(given, { returnWhen: "ALL_COMPLETED" }, given);
  },
  "thread",
);
