/** What the threads of test_threading do. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import * as workerThreads from "node:worker_threads";
import { currentThread, mainThread, task, Thread } from "multilane";
import { waitAtGate } from "../tasks/sample.js";

export const nothing = task(import.meta, () => undefined);
export const assertEqual = task(import.meta, (actual: unknown, expected: unknown) => {
  assert.deepEqual(actual, expected);
});
export const raise = task(import.meta, (message: string): void => {
  throw new RangeError(message);
});
/** CPython: `f` of test_main_thread. */
export const assertNotMain = task(import.meta, () => {
  assert.notEqual(mainThread().ident, currentThread().ident);
  assert.equal(mainThread().name, "MainThread");
});
/** Whether a thread has something of itself that it could join. */
export const canJoinItself = task(import.meta, () => "join" in currentThread());
/** Its names: ours, and the engine's where there is one (Node 22.20, 24.6). */
export const ownNames = task(import.meta, () => ({
  name: currentThread().name,
  engine: Reflect.get(workerThreads, "threadName") as string | undefined,
}));
/** CPython: `work` of test_change_name. */
export const changeName = task(import.meta, (name: string) => {
  const before = currentThread().name;
  currentThread().name = name;
  return [before, currentThread().name];
});
/** Writes a file, and makes the text of a stack. CPython: `modify_file`. */
export const modifyFile = task(import.meta, (path: string) => {
  writeFileSync(path, " ");
  assert.match(new Error("here").stack ?? "", /thread-tasks/);
});
/** Hands its arguments on: `_callback_spy` of TimerTests. */
export const spy = task(import.meta, (...args: readonly unknown[]) => args);
/** Puts a letter behind the ones that are there: word 0 counts them. */
export const write = task(import.meta, (letters: Int32Array, letter: string) => {
  Atomics.store(letters, 1 + Atomics.add(letters, 0, 1), letter.charCodeAt(0));
});
/** Waits at the gate, then writes a letter. */
export const writeLater = task(import.meta, (gate: Int32Array, letters: Int32Array, letter: string) => {
  waitAtGate(gate);
  write(letters, letter);
});
/** Writes its letter when its target is over and it is about to end. */
export const writeAtExit = task(import.meta, (gate: Int32Array, letters: Int32Array, letter: string) => {
  process.once("exit", () => write(letters, letter));
  waitAtGate(gate);
});
/** Starts the one that writes, and is over. CPython: the code in the subinterpreter. */
export const startWriter = task(
  import.meta,
  (atExit: boolean, gate: Int32Array, letters: Int32Array, letter: string) => {
    new Thread({ target: atExit ? writeAtExit : writeLater, args: [gate, letters, letter] }).start();
  },
);
/** As {@link startWriter}, and when its own target is over, tells the writer so. */
export const startAndNotify = task(import.meta, (gate: Int32Array, letters: Int32Array) => {
  new Thread({ target: writeLater, args: [gate, letters, "D"] }).start();
  write(letters, "I");
  setImmediate(() => {
    write(letters, "F");
    Atomics.store(gate, 1, 1);
    Atomics.notify(gate, 1);
  });
});
