/** CPython's test_threading, ThreadingExceptionTests and ExceptHookTests: mistakes, and errors that nobody waits for. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { currentThread, InvalidStateError, Lock, mainThread, setThreadExceptHook, Thread } from "multilane";
import type { ThreadExceptHook } from "multilane";
import { Gate } from "../support/gate.js";
import { within } from "../support/patience.js";
import { waitAtGate } from "../tasks/sample.js";
import { join, runCase, threadingTest, waitingTest } from "./support/thread-cases.js";
import * as tasks from "./thread-tasks.js";

waitingTest("ThreadingExceptionTests", "test_start_thread_again", async (mode) => {
  const thread = new Thread({ target: tasks.nothing });
  thread.start();
  assert.throws(() => thread.start(), InvalidStateError);
  await join(mode, thread);
  assert.throws(() => thread.start(), InvalidStateError);
});

waitingTest("ThreadingExceptionTests", "test_joining_current_thread", async (mode) => {
  // A thread has no `Thread` of itself, and what it has, cannot be joined.
  for (const current of [currentThread(), mainThread()]) assert.equal("join" in current, false);
  const thread = new Thread({ target: tasks.canJoinItself });
  thread.start();
  assert.equal(await join(mode, thread), false);
});

waitingTest("ThreadingExceptionTests", "test_joining_inactive_thread", async (mode) => {
  const thread = new Thread({ target: tasks.nothing });
  await assert.rejects(join(mode, thread), InvalidStateError);
});

waitingTest("ThreadingExceptionTests", "test_daemonize_active_thread", async (mode) => {
  const gate = new Gate();
  const thread = new Thread({ target: waitAtGate, args: [gate.words] });
  thread.daemon = true;
  thread.daemon = false;
  thread.start();
  assert.throws(() => (thread.daemon = true), InvalidStateError);
  assert.equal(thread.daemon, false);
  gate.open();
  await join(mode, thread);
  assert.throws(() => (thread.daemon = true), InvalidStateError);
});

threadingTest("ThreadingExceptionTests", "test_releasing_unacquired_lock", () => {
  const lock = new Lock();
  assert.throws(() => lock.release(), InvalidStateError);
});

threadingTest("ThreadingExceptionTests", "test_print_exception", async () => {
  const { stdout, stderr, code } = await runCase("print exception");
  assert.deepEqual([stdout, code], ["", 0]);
  assert.match(stderr, /^Exception in thread loud:\nRangeError: run failed\n {4}at .*thread-program/);
  assert.doesNotMatch(stderr, /[Uu]nhandled|[Uu]ncaught/);
});

waitingTest("ThreadingExceptionTests", "test_multithread_modify_file_noerror", async (mode) => {
  const directory = mkdtempSync(joinPath(tmpdir(), "threading-"));
  try {
    for (let n = 0; n < 10; n++) {
      const thread = new Thread({ target: tasks.modifyFile, args: [joinPath(directory, "file")] });
      thread.start();
      await join(mode, thread);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});

threadingTest("ExceptHookTests", "test_excepthook", async () => {
  const { stderr, code } = await runCase("excepthook");
  assert.equal(code, 0);
  assert.match(stderr, /^Exception in thread excepthook thread:\nRangeError: run failed\n/);
  assert.match(stderr, /\n {4}at .*thread-program\.[jt]s:\d+/);
  assert.match(stderr, /--- started at ---\n {4}at failUnjoined/);
});

threadingTest("ExceptHookTests", "test_excepthook_thread_None", async () => {
  const { stderr, code } = await runCase("excepthook without a name");
  assert.equal(code, 0);
  assert.match(stderr, /^Exception in thread 1:\nRangeError: bug\n/);
});

threadingTest("ExceptHookTests", "test_system_exit", async () => {
  const { stdout, stderr, code } = await runCase("system exit");
  assert.deepEqual([stdout, stderr, code], ["", "", 0]);
});

waitingTest("ExceptHookTests", "test_custom_excepthook", async (mode) => {
  const told: Parameters<ThreadExceptHook>[] = [];
  const thread = new Thread({ target: tasks.raise, args: ["run failed"] });
  const hooked = new Promise<void>((resolve) => {
    setThreadExceptHook((...args) => {
      told.push(args);
      resolve();
    });
  });
  try {
    thread.start();
    await within(hooked, "the call of the hook");
    assert.equal(told.length, 1);
    const [error, who] = told[0] ?? [];
    assert.ok(error instanceof RangeError);
    assert.equal(error.message, "run failed");
    assert.match(error.stack ?? "", /thread-tasks/);
    assert.equal(who, thread);
    await assert.rejects(join(mode, thread), (again) => again === error);
    assert.equal(told.length, 1);
  } finally {
    setThreadExceptHook(undefined);
  }
});

threadingTest("ExceptHookTests", "test_custom_excepthook_fail", async () => {
  const { stderr, code } = await runCase("custom excepthook fail");
  assert.equal(code, 0);
  assert.match(stderr, /^Exception in thread excepthook thread:\nRangeError: run failed\n/);
  assert.match(stderr, /\nThe hook given to setThreadExceptHook threw:\nTypeError: threading_hook failed\n/);
});

/** What was printed, down to the first line of the stack. */
function head(text: string | undefined): string[] {
  return (text ?? "").split("\n    at ").slice(0, 2);
}

threadingTest("ExceptHookTests", "test_original_excepthook", async () => {
  const [original, custom, recovered] = await Promise.all(
    ["hook: default", "hook: custom", "hook: recovered"].map(async (name) => (await runCase(name)).stderr),
  );
  assert.match(original ?? "", /^Exception in thread excepthook thread:\n/);
  assert.deepEqual(head(recovered), head(original));
  assert.equal(custom, "Running a thread failed\n");
});
