/**
 * A test that is one of CPython's: it carries CPython's name, so that docs/cpython-tests.md can be made from the run.
 *
 * ```ts
 * cpythonTest({ suite: "lock_tests", class: "EventTests", method: "test_is_set", target: "Event" }, () => { … });
 * cpythonTest({ suite: "lock_tests", class: "EventTests", method: "test_notify", target: "Event" }, {
 *   sync: async () => { … },       // "lock_tests.EventTests.test_notify [Event] [sync]": …Sync calls in worker threads
 *   async: async () => { … },      // "lock_tests.EventTests.test_notify [Event] [async]": awaits
 * });
 * ```
 */
import { it } from "node:test";
import type { CaseId } from "./cases.js";
import { caseName, readCases } from "./cases.js";

type Body = () => void | Promise<void>;

/** What is run: once; or once blocking threads, and once with promises. */
export type Variants = Body | { readonly sync?: Body; readonly async?: Body };

/** Set to only list the tests of a file that is imported, without running them: see list.ts. */
const onlyList = process.env["CPYTHON_TESTS_LIST"] !== undefined;

/** For a test that hangs: longer than anything takes. */
const LIMIT = 60_000;

const portable = new Set(
  readCases()
    .filter(({ verdict }) => verdict !== "N")
    .map(({ id }) => caseName(id)),
);

/** The names of all tests of the files that were imported. */
export const registered: string[] = [];

function register(name: string, body: Body): void {
  if (registered.includes(name)) throw new Error(`two tests are named ${name}`);
  registered.push(name);
  if (!onlyList) it(name, { timeout: LIMIT }, body);
}

/** Registers a test under the name of the case, which must be one of cases.csv that is P or A. */
export function cpythonTest(id: CaseId, variants: Variants): void {
  const name = caseName(id);
  if (!portable.has(name)) throw new Error(`cases.csv has no case ${name} that is P or A`);
  if (typeof variants === "function") return register(name, variants);
  for (const kind of ["sync", "async"] as const) {
    const body = variants[kind];
    if (body !== undefined) register(`${name} [${kind}]`, body);
  }
}
