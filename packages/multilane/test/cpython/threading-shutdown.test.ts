/** CPython's test_threading: how a program with threads ends. Each is a process of its own. */
import assert from "node:assert/strict";
import { Thread } from "multilane";
import { Gate } from "../support/gate.js";
import { runProgram, startProgram } from "../support/programs.js";
import { join, runCase, threadingTest, waitingTest } from "./support/thread-cases.js";
import { until } from "./support/until.js";
import * as tasks from "./thread-tasks.js";

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

threadingTest("ThreadTests", "test_join_nondaemon_on_shutdown", async () => {
  const { stdout, stderr, code } = await runCase("join nondaemon on shutdown");
  assert.deepEqual([lines(stdout), stderr, code], [["Woke up"], "", 5]);
});

threadingTest("ThreadTests", "test_main_thread_during_shutdown", async () => {
  const { stdout, stderr, code } = await runCase("main thread during shutdown");
  assert.deepEqual([lines(stdout), stderr, code], [["thread", "true 1 true true"], "", 0]);
});

threadingTest("ThreadTests", "test_locals_at_exit", async () => {
  const { stdout, stderr, code } = await runCase("locals at exit");
  assert.deepEqual([lines(stdout), stderr, code], [["local = value"], "", 0]);
});

threadingTest("ThreadTests", "test_import_from_another_thread", async () => {
  const { stdout, stderr, code } = await runProgram("../cpython/thread-import");
  assert.deepEqual([stdout, stderr, code], ["", "", 0]);
});

threadingTest("ThreadTests", "test_start_new_thread_at_finalization", async () => {
  const { stdout, stderr, code } = await runCase("start new thread at finalization");
  assert.deepEqual([lines(stdout), code], [["OK"], 0]);
  assert.match(stderr, /^InvalidStateError: Thread-1 \(print\) cannot be started any more/);
});

threadingTest("ThreadTests", "test_start_new_thread_failed", async () => {
  const { stdout, stderr, code } = await runCase("start new thread failed");
  assert.deepEqual([lines(stdout), stderr, code], [["ok RangeError: no more threads 1"], "", 0]);
});

threadingTest("ThreadJoinOnShutdown", "test_1_join_on_shutdown", async () => {
  const { stdout, stderr, code } = await runCase("join on shutdown");
  assert.deepEqual([lines(stdout), stderr, code], [["end of main", "end of thread"], "", 0]);
});

threadingTest("ThreadJoinOnShutdown", "test_4_daemon_threads", async () => {
  const { stdout, stderr, code } = await runCase("daemon threads");
  assert.deepEqual([stdout, stderr, code], ["", "", 0]);
});

threadingTest("ThreadJoinOnShutdown", "test_thread_from_thread", async () => {
  const { stdout, stderr, code } = await runCase("thread from thread");
  assert.deepEqual([lines(stdout), stderr, code], [["OK"], "", 0]);
});

/** The letters that threads have written, in their order. */
class Letters {
  readonly words: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(64));

  get text(): string {
    const [count = 0, ...codes] = this.words;
    return String.fromCharCode(...codes.slice(0, count));
  }
}

/** A thread stands for CPython's subinterpreter: the threads that it started are waited for before it is gone. */
for (const [method, atExit] of [
  ["test_threads_join", false],
  ["test_threads_join_2", true],
] as const)
  waitingTest("SubinterpThreadingTests", method, async (mode) => {
    const [gate, letters] = [new Gate(), new Letters()];
    const outer = new Thread({ target: tasks.startWriter, args: [atExit, gate.words, letters.words, "x"] });
    outer.start();
    await join(mode, outer);
    await gate.arrived(1);
    assert.equal(letters.text, "");
    gate.open();
    // Node ends a thread's threads with it: if it did not wait, nobody would be left to write.
    await until("the inner thread has written", () => letters.text === "x");
  });

waitingTest("SubinterpThreadingTests", "test_threads_join_with_no_main", async (mode) => {
  const [gate, letters] = [new Gate(), new Letters()];
  const outer = new Thread({ target: tasks.startAndNotify, args: [gate.words, letters.words] });
  outer.start();
  await join(mode, outer);
  await until("the inner thread has been told, and is done", () => letters.text === "IFD");
});

threadingTest("ThreadingExceptionTests", "test_recursion_limit", async () => {
  const { stdout, stderr, code } = await runCase("recursion limit");
  assert.deepEqual([lines(stdout), stderr, code], [["a RangeError", "end of main thread"], "", 0]);
});

threadingTest("ThreadingExceptionTests", "test_keyboard_interrupt_during_threading_shutdown", async () => {
  const child = startProgram("../cpython/thread-program", ["keyboard interrupt"]);
  let stderr = "";
  child.stderr?.on("data", (text: Buffer) => (stderr += text.toString()));
  // Main is over and the program waits for its thread, which never ends.
  child.stdout?.once("data", () => child.kill("SIGINT"));
  const signal = await new Promise((resolve) => child.on("close", (_, by) => resolve(by)));
  assert.deepEqual([signal, stderr], ["SIGINT", ""]);
});

threadingTest("AtexitTests", "test_atexit_output", async () => {
  const { stdout, stderr, code } = await runCase("atexit output");
  assert.deepEqual([lines(stdout), stderr, code], [["thread", "parrot"], "", 0]);
});

threadingTest("AtexitTests", "test_atexit_called_once", async () => {
  const { stdout, stderr, code } = await runCase("atexit called once");
  const expected = ["thread 1", "thread 2", "not called yet", "call 1 of the hook"];
  assert.deepEqual([lines(stdout), stderr, code], [expected, "", 0]);
});

threadingTest("AtexitTests", "test_atexit_after_shutdown", async () => {
  const { stdout, stderr, code } = await runCase("atexit after shutdown");
  assert.deepEqual([stdout, code], ["", 0]);
  assert.match(stderr, /^InvalidStateError: Timers of MainThread cannot be started any more/);
});
