/**
 * The watchdog of scripts/: a test file that stands still becomes a failed run that names file and test, and a
 * healthy file does not notice it. Each test runs the test runner as a child process on fixture files of its own.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

/** From packages/multilane/dist-test/harness. */
const WATCHDOG = new URL("../../../../scripts/watchdog.mjs", import.meta.url).href;

const STAND_STILL = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)";

/** Runs the test runner on files, as scripts/test.mjs does. It is killed after 60 s, which fails the assertions. */
async function runTests(
  limits: Record<string, string>,
  ...files: string[]
): Promise<{ code: number | null; output: string }> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...limits };
  delete env["NODE_TEST_CONTEXT"]; // with it the runner would take itself for a test file, and skip
  delete env["WATCHDOG_OWNER"]; // with it the watchdog would take the fixture for a child of this test
  const runner = spawn(process.execPath, ["--import", WATCHDOG, "--test", "--test-reporter=spec", ...files], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  let output = "";
  runner.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  runner.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    runner.on("error", reject).on("close", resolve);
  });
  return { code, output };
}

// At the same time, because they mostly wait: a run lasts as long as its limit.
describe("watchdog", { concurrency: true }, () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "multilane-watchdog-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function fixture(name: string, source: string): string {
    const file = join(folder, name);
    writeFileSync(file, source);
    return file;
  }

  test("a test blocked in Atomics.wait fails the run, named with its file and line", async () => {
    const file = fixture(
      "blocked.test.mjs",
      `import test from "node:test";
test("passes before", () => {});
test("waits for nobody", () => {
  ${STAND_STILL};
});
`,
    );
    const { code, output } = await runTests({ WATCHDOG_MS: "2000" }, file);
    assert.equal(code, 1, output);
    assert.match(output, /^ℹ fail 1$/m);
    assert.ok(output.includes(`watchdog: ${file}: the main thread stood still for 2000 ms`), output);
    assert.ok(output.includes('in test "waits for nobody"'), output);
    assert.ok(output.includes("blocked.test.mjs:4:"), output);
  });

  test("an endless loop in a nested test, too", async () => {
    const file = fixture(
      "loops.test.mjs",
      `import { describe, it } from "node:test";
describe("a loop", () => {
  it("never ends", () => {
    for (;;);
  });
});
`,
    );
    const { code, output } = await runTests({ WATCHDOG_MS: "2000" }, file);
    assert.equal(code, 1, output);
    assert.match(output, /^ℹ fail 1$/m);
    assert.match(output, /in test ".*never ends"/);
    assert.ok(output.includes("loops.test.mjs:4:"), output);
  });

  test("a file blocked before its first test says so", async () => {
    const file = fixture("loading.test.mjs", `${STAND_STILL};\n`);
    const { code, output } = await runTests({ WATCHDOG_MS: "2000" }, file);
    assert.equal(code, 1, output);
    assert.ok(output.includes(`watchdog: ${file}:`), output);
    assert.ok(output.includes('in test "(no test yet)"'), output);
  });

  test("a file whose event loop never ends is killed after WATCHDOG_FILE_MS", async () => {
    const file = fixture(
      "lingers.test.mjs",
      `import test from "node:test";
test("waits for a promise that never settles", async () => {
  setInterval(() => {}, 1000);
  await new Promise(() => {});
});
`,
    );
    const { code, output } = await runTests({ WATCHDOG_FILE_MS: "3000" }, file);
    assert.equal(code, 1, output);
    assert.ok(output.includes(`watchdog: ${file}: the file is not over after 3000 ms`), output);
    assert.ok(output.includes('in test "waits for a promise that never settles"'), output);
  });

  const skip = process.platform === "linux" ? false : "children are found through /proc";
  test("the processes a blocked file has started end with it", { skip }, async () => {
    // The child inherits stdout: left alive, it would hold the runner up, and then be read.
    const file = fixture(
      "parent.test.mjs",
      `import { spawn } from "node:child_process";
import test from "node:test";
test("leaves a child behind", () => {
  const program = 'console.log("the child began"); setTimeout(console.log, 15_000, "the child survived")';
  spawn(process.execPath, ["-e", program], { stdio: "inherit" });
  ${STAND_STILL};
});
`,
    );
    const { code, output } = await runTests({ WATCHDOG_MS: "2000" }, file);
    assert.equal(code, 1, output);
    assert.ok(output.includes("the child began"), output);
    assert.ok(!output.includes("the child survived"), output);
  });

  test("a healthy file passes beside a blocked one, while its worker and child stand still for long", async () => {
    const blocked = fixture("beside.test.mjs", `${STAND_STILL};\n`);
    // Worker and child stand still for more than twice the limit: watched, they would be killed. The child even
    // looks like a test file of the runner, by its name and by its environment.
    const sleeper = fixture("sleeper.test.mjs", `${STAND_STILL.replace(/\)$/, ", 5000)")};\n`);
    const healthy = fixture(
      "healthy.test.mjs",
      `import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import test from "node:test";
import { Worker } from "node:worker_threads";
const sleeper = ${JSON.stringify(sleeper)};
test("a worker and a child stand still", async () => {
  const exits = [new Worker(sleeper), fork(sleeper)].map((helper) => once(helper, "exit"));
  assert.deepEqual(await Promise.all(exits), [[0], [0, null]]);
});
`,
    );
    const { code, output } = await runTests({ WATCHDOG_MS: "2000" }, healthy, blocked);
    assert.equal(code, 1, output);
    assert.match(output, /^ℹ pass 1$/m);
    assert.match(output, /^ℹ fail 1$/m);
    assert.ok(output.includes(`watchdog: ${blocked}:`), output);
    assert.ok(!output.includes(`watchdog: ${healthy}:`), output);
    assert.ok(!output.includes(`watchdog: ${sleeper}:`), output);
  });
});
