/** scripts/test.mjs: which tests it runs, and that nothing makes it pass without having run them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

/** From packages/multilane/dist-test/harness. */
const SCRIPTS = fileURLToPath(new URL("../../../../scripts", import.meta.url));

const PASSES = `import test from "node:test";\ntest("passes", () => {});\n`;
const FAILS = `import test from "node:test";\ntest("fails", () => { throw new Error("on purpose"); });\n`;

describe("scripts/test.mjs", () => {
  let repository: string;
  before(() => {
    repository = mkdtempSync(join(tmpdir(), "multilane-test-runner-"));
    cpSync(SCRIPTS, join(repository, "scripts"), { recursive: true });
    write("package.json", `{ "type": "module" }`);
    write("packages/one/test/area/good.test.ts", "");
    write("packages/one/dist-test/area/good.test.js", PASSES);
    write("packages/one/test/area/bad.test.ts", "");
    write("packages/one/dist-test/area/bad.test.js", FAILS);
    write("packages/one/dist-test/area/deleted.test.js", FAILS); // its source is gone
    write("packages/two/test/unbuilt.test.ts", "");
    write("examples/test/deep/lesson.test.ts", "");
    write("examples/dist-test/deep/lesson.test.js", PASSES);
  });
  after(() => rmSync(repository, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }

  /** Runs it with these arguments, for at most 60 s. */
  function run(...words: string[]): { status: number | null; output: string } {
    const env: NodeJS.ProcessEnv = { ...process.env };
    delete env["NODE_TEST_CONTEXT"]; // with it the inner runner would take itself for a test file, and skip
    const script = join(repository, "scripts", "test.mjs");
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], {
      env,
      encoding: "utf8",
      timeout: 25_000, // below the watchdog's limit: this call blocks the main thread
      killSignal: "SIGKILL",
    });
    return { status, output: stdout + stderr };
  }

  test("runs the part that was asked for, of packages and examples, and says which", () => {
    const { status, output } = run("area/good", "lesson");
    assert.equal(status, 0, output);
    assert.match(output, /^Testing "area\/good", "lesson": 2 of 4 files, Node v/);
    assert.match(output, /^ℹ pass 2$/m);
    assert.match(output, /^ℹ fail 0$/m);
  });

  test("fails when a test fails", () => {
    const { status, output } = run("area");
    assert.equal(status, 1, output);
    assert.match(output, /^ℹ pass 1$/m);
    assert.match(output, /^ℹ fail 1$/m);
  });

  test("passes options on to node", () => {
    const { status, output } = run("area", "--test-name-pattern=passes");
    assert.equal(status, 0, output);
    assert.match(output, /^ℹ fail 0$/m);
  });

  test("fails when one of the words means no test", () => {
    const { status, output } = run("area/good", "no-such-test");
    assert.equal(status, 1, output);
    assert.match(output, /no test file has "no-such-test" in its path/);
  });

  test("does not know the output of a deleted source", () => {
    const { status, output } = run("deleted");
    assert.equal(status, 1, output);
    assert.match(output, /no test file has "deleted" in its path/);
  });

  test("fails when a test was not built", () => {
    const { status, output } = run();
    assert.equal(status, 1, output);
    assert.match(output, /build first .*unbuilt\.test\.ts/);
  });
});
