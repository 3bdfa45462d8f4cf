/** Every case of CPython's that can be asked of this library has a test with its name. */
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { caseName, isExpected, readCases, testName } from "./support/cases.js";

/** The names of all tests in this folder, as they register themselves. */
async function listTests(): Promise<string[]> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = fork(fileURLToPath(new URL("./support/list.js", import.meta.url)), {
    env: { ...env, CPYTHON_TESTS_LIST: "1" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    timeout: 20_000,
  });
  let names: string[] | undefined;
  child.on("message", (message) => (names = message as string[]));
  const [code] = (await once(child, "close")) as [number | null];
  assert.ok(
    names !== undefined && code === 0,
    `list.js ended with ${code} and ${names?.length ?? "no"} names`,
  );
  return names;
}

describe("the tests of CPython", () => {
  const cases = readCases();
  let names = new Set<string>();

  before(async () => {
    names = new Set(await listTests());
  });

  it("are 543, of which 466 can be asked of this library", () => {
    const portable = cases.filter(({ verdict }) => verdict !== "N");
    assert.deepEqual([cases.length, portable.length], [543, 466]);
    assert.equal(new Set(cases.map(({ id }) => caseName(id))).size, 543);
  });

  it("that are not ported say why", () => {
    for (const { id, verdict, why } of cases)
      if (verdict !== "P") assert.notEqual(why, "", `${caseName(id)} is ${verdict}`);
  });

  it("are all here, once, or blocking and awaited", () => {
    const missing = cases
      .filter(isExpected)
      .map((each) => testName(each, cases))
      .filter((name) => !names.has(name) && !(names.has(`${name} [sync]`) && names.has(`${name} [async]`)));
    assert.deepEqual(missing, []);
  });
});
