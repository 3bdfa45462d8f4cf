/** An idle pool keeps no program alive, and no process outlives its program. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runProgram, startProgram } from "../support/programs.js";
import { until } from "../support/until.js";

const ends: Record<string, string[]> = {
  "idle pool": ["main over", "a task", "main has the result"],
  "pool with work": ["main over", "task 1", "task 2", "task 3"],
  "shutdown without waiting": ["main over", "task 1", "task 2", "task 3"],
  "failed future": ["main over"],
  "line before result": [1, 2, 3].flatMap((n) => [`task ${n}`, "main after true"]).concat("main over"),
};

for (const [name, expected] of Object.entries(ends))
  void test(`${name}: the program ends by itself, when it should`, async () => {
    const { stdout, stderr, code, signal } = await runProgram("process-ends", [name]);
    assert.equal(signal, null, "it had to be killed");
    assert.equal(code, 0);
    assert.equal(stderr, "");
    assert.deepEqual(stdout.trim().split("\n"), expected);
  });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Starts a case whose process says its id, and resolves with that. */
async function startCase(name: string): Promise<{ program: ReturnType<typeof startProgram>; pid: number }> {
  const program = startProgram("process-ends", [name]);
  let text = "";
  program.stdout?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  await until("the process says its id", () => /^\d+$/m.test(text));
  return { program, pid: Number(/^\d+$/m.exec(text)?.[0]) };
}

for (const name of ["waiting", "spinning"])
  void test(`${name}: a process whose program is killed ends`, async () => {
    const { program, pid } = await startCase(name);
    try {
      assert.equal(isAlive(pid), true);
      program.kill("SIGKILL");
      await until("the process is gone", () => !isAlive(pid));
    } finally {
      program.kill("SIGKILL");
      if (isAlive(pid)) process.kill(pid, "SIGKILL");
    }
  });

void test("process.exit of the program ends its processes", async () => {
  const { program, pid } = await startCase("exit at once");
  try {
    await until("the process is gone", () => !isAlive(pid));
  } finally {
    program.kill("SIGKILL");
    if (isAlive(pid)) process.kill(pid, "SIGKILL");
  }
});

void test("a program without a guard is refused in its process, with the reason", async () => {
  const { stdout, code } = await runProgram("no-guard-process");
  const [first, second = ""] = stdout.trim().split("\n");
  assert.equal(code, 0);
  assert.match(first ?? "", /^load /);
  assert.match(second, /^MissingMainGuardError a ProcessPoolExecutor was constructed/);
});
