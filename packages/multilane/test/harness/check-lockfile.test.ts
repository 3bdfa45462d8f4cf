/** scripts/check-lockfile.mjs: what must not be in a lockfile or a manifest. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

/** From packages/multilane/dist-test/harness. */
const SCRIPT = fileURLToPath(new URL("../../../../scripts/check-lockfile.mjs", import.meta.url));

interface Locked {
  integrity?: string;
  link?: boolean;
  resolved?: string;
  hasInstallScript?: boolean;
  optionalDependencies?: Record<string, string>;
}

describe("scripts/check-lockfile.mjs", () => {
  let repository: string;
  before(() => {
    repository = mkdtempSync(join(tmpdir(), "multilane-lockfile-"));
    mkdirSync(join(repository, "scripts"));
    mkdirSync(join(repository, "inner"));
    cpSync(SCRIPT, join(repository, "scripts", "check-lockfile.mjs"));
  });
  after(() => rmSync(repository, { recursive: true, force: true }));

  /** The problems it finds in a repository with one workspace, `inner`. */
  function check(packages: Record<string, Locked>, root: object = {}, inner: object = {}): string[] {
    const lock = {
      packages: { "": {}, inner: {}, "node_modules/inner": { link: true, resolved: "inner" }, ...packages },
    };
    writeFileSync(join(repository, "package-lock.json"), JSON.stringify(lock));
    writeFileSync(join(repository, "package.json"), JSON.stringify(root));
    writeFileSync(join(repository, "inner", "package.json"), JSON.stringify(inner));
    const script = join(repository, "scripts", "check-lockfile.mjs");
    const { status, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8", timeout: 25_000 });
    const problems = stderr.split("\n").filter((line) => line !== "");
    assert.equal(status, problems.length === 0 ? 0 : 1, stderr);
    return problems;
  }

  test("accepts exact pins, locked platforms wherever npm finds them, and decided install scripts", () => {
    const problems = check(
      {
        "node_modules/a": { integrity: "x", optionalDependencies: { beside: "1", nested: "1", above: "1" } },
        "node_modules/beside": { integrity: "x" },
        "node_modules/a/node_modules/nested": { integrity: "x" },
        "inner/node_modules/b": {
          integrity: "x",
          optionalDependencies: { above: "1" },
          hasInstallScript: true,
        },
        "node_modules/above": { integrity: "x" },
      },
      { devDependencies: { a: "1.2.3" }, allowScripts: { b: false } },
      { dependencies: { b: "1.0.0-dev.4" }, peerDependencies: { c: "^2.0.0" } },
    );
    assert.deepEqual(problems, []);
  });

  test("refuses a platform that is not locked", () => {
    const problems = check({
      "node_modules/a": { integrity: "x", optionalDependencies: { "@a/linux": "1" } },
    });
    assert.deepEqual(problems, ["node_modules/a: @a/linux is not in the lockfile"]);
  });

  test("refuses an undecided install script", () => {
    const problems = check({ "node_modules/a": { integrity: "x", hasInstallScript: true } });
    assert.deepEqual(problems, ["node_modules/a: has an install script"]);
  });

  test("refuses a registry's address and a missing integrity", () => {
    const problems = check({ "node_modules/a": { resolved: "https://packages.example/a.tgz" } });
    assert.deepEqual(problems, ['node_modules/a: has a "resolved" URL', "node_modules/a: has no integrity"]);
  });

  test("refuses a range, in the root and in a workspace", () => {
    const problems = check({}, { devDependencies: { a: "^1.2.3" } }, { dependencies: { b: "latest" } });
    assert.deepEqual(problems, [
      'package.json: devDependencies.a is "^1.2.3", not an exact version',
      'inner/package.json: dependencies.b is "latest", not an exact version',
    ]);
  });
});
