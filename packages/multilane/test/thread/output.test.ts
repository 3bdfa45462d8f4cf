/** What a thread prints is visible before anything that happens later, whatever the event loops do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runProgram, startProgram } from "../support/programs.js";

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

void test("a thread's line is there before a blocked main answers it", async () => {
  const { stdout, stderr, code } = await runProgram("blocked-main");
  assert.equal(stderr, "");
  assert.equal(code, 0);
  const expected = Array.from({ length: 50 }, (_, n) => [`thread ${n + 1}`, `main ${n + 1}`]).flat();
  assert.deepEqual(lines(stdout), expected);
});

void test("nothing is lost in a pipe that is drained slowly", async () => {
  const child = startProgram("flood");
  const chunks: Buffer[] = [];
  child.stderr?.resume();
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  // One chunk (64 KiB at most) an event-loop turn, with turns in between: the pipe is full nearly all the time.
  child.stdout?.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    child.stdout?.pause();
    setTimeout(() => child.stdout?.resume(), 2);
  });
  assert.equal(await ended, 0);
  const printed = lines(Buffer.concat(chunks).toString());
  const expected = Array.from({ length: 4000 }, (_, n) => String(n).padEnd(1000, "."));
  assert.deepEqual(printed, [...expected, "end"]);
});

void test("process.exit in main loses no line of a thread that sleeps", async () => {
  const { stdout, code } = await runProgram("exit-at-once");
  assert.deepEqual(lines(stdout), ["printed before the sleep"]);
  assert.equal(code, 7);
});

void test("an idle worker prints while main is blocked", async () => {
  const { stdout, code } = await runProgram("idle-worker");
  assert.deepEqual(lines(stdout), ["printed by an idle worker", "main after it"]);
  assert.equal(code, 0);
});

void test("a task's line comes before what main prints about its result", async () => {
  const { stdout, code } = await runProgram("results-after-lines");
  assert.equal(code, 0);
  const printed = lines(stdout);
  assert.equal(printed.length, 400);
  for (let n = 0; n < 200; n++) {
    const [task, result] = [printed.indexOf(`task ${n}`), printed.indexOf(`result task ${n}`)];
    assert.ok(task >= 0 && task < result, `task ${n} at ${task}, its result at ${result}`);
  }
});
