// node scripts/cpython-table.mjs [--check]
//
// Runs the tests that are CPython's (packages/multilane/test/cpython) and writes what came of them to
// docs/cpython-tests.md. With --check it writes nothing, and fails when the page is not what it would write. Either
// way it fails when a case that can be asked of this library has no test that passes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = join(root, "docs", "cpython-tests.md");
const support = join(root, "packages/multilane/dist-test/cpython/support/cases.js");
const verdicts = { P: "as is", A: "adapted", N: "not portable" };

function fail(sentence) {
  console.error(`scripts/cpython-table.mjs: ${sentence}`);
  process.exit(1);
}

/** Runs the tests: the names of those that passed. */
async function passedTests() {
  const directory = mkdtempSync(join(tmpdir(), "cpython-table-"));
  const results = join(directory, "results.jsonl");
  const runner = spawn(
    process.execPath,
    [
      join(root, "scripts/test.mjs"),
      "test/cpython/",
      "--test-reporter-destination=stdout", // of the reporter that test.mjs names
      `--test-reporter=${new URL("test-results.mjs", import.meta.url).href}`,
      `--test-reporter-destination=${results}`,
    ],
    { stdio: "inherit" },
  );
  const [code] = await once(runner, "exit");
  try {
    if (code !== 0) fail("the page is about tests that pass, and not all of them did");
    const lines = readFileSync(results, "utf8").trimEnd().split("\n");
    return new Set(
      lines
        .map((line) => JSON.parse(line))
        .filter(({ passed }) => passed)
        .map(({ name }) => name),
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** How a case passed: `once`, `sync, async`; empty if it did not. */
function outcome(name, passed) {
  if (passed.has(name)) return "once";
  return ["sync", "async"].filter((kind) => passed.has(`${name} [${kind}]`)).join(", ");
}

const cell = (text) => text.replaceAll("|", "\\|");

function table(rows) {
  return [
    "| case | for | ported | passes | what was adapted, or why it is not portable |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map(
      ({ id, verdict, why, as }) =>
        `| ${id.class}.${id.method} | ${id.target === "-" ? "" : id.target} | ${verdicts[verdict]} | ${as} | ${cell(why)} |`,
    ),
  ].join("\n");
}

const count = (rows, verdict) => rows.filter((row) => row.verdict === verdict).length;

function counts(label, rows) {
  const twice = rows.filter(({ passes }) => passes === "sync, async").length;
  return `| ${label} | ${rows.length} | ${count(rows, "P")} | ${count(rows, "A")} | ${twice} | ${count(rows, "N")} |`;
}

function render(rows) {
  const suites = [...new Set(rows.map(({ id }) => id.suite))];
  const of = (suite) => rows.filter(({ id }) => id.suite === suite);
  const ported = rows.length - count(rows, "N");
  const doubles = rows.filter(({ as, passes }) => as !== passes).length;
  return `<!-- Written by scripts/cpython-table.mjs from a run of the tests. Do not edit. -->

# CPython's own tests

CPython 3.15 has ${rows.length} tests of locks, threads, queues, thread-local values, futures and executors in \`Lib/test\`
(one per type that they are run for; the twins for its C and Python implementations are counted once, and so are its
start methods of processes). **${ported} of them pass here**,
${count(rows, "P")} as they stand and ${count(rows, "A")} adapted; ${count(rows, "N")} cannot be asked of a program in JavaScript. They are written anew
in \`packages/multilane/test/cpython\`, under their names. _As is_ means that the same things are checked, in the words
of this library: milliseconds, \`tryAcquire()\` for \`acquire(blocking=False)\`, a TimeoutError for an \`acquire\` that returns
\`False\`, a RangeError or InvalidStateError for a ValueError or RuntimeError. A timeout has no upper limit here, so none is
refused for its size. Where a case waits, it is played twice: _sync_, by threads that block, and _async_, with promises.
Where CPython's test sleeps and hopes that n threads wait by then, ours reads how many do.

Threads here have heaps of their own, as CPython's interpreters have: \`ThreadPoolExecutor\` is its \`ThreadPoolExecutor\` and
its \`InterpreterPoolExecutor\` in one. What CPython runs for both is run once; _as for thread_ says so, for ${doubles} cases.

| suite | cases | as is | adapted | passed sync and async | not portable |
| --- | --- | --- | --- | --- | --- |
${suites.map((suite) => counts(`[${suite}](#${suite})`, of(suite))).join("\n")}
${counts("**all**", rows)}

${suites.map((suite) => `## ${suite}\n\n${table(of(suite))}`).join("\n\n")}
`;
}

const options = process.argv.slice(2);
const check = options.includes("--check");
if (options.some((option) => option !== "--check")) fail("the only option is --check");
const { caseName, isExpected, readCases, testName } = await import(pathToFileURL(support).href).catch(() =>
  fail("build first (npm run build): the tests are not compiled"),
);

const passed = await passedTests();
const cases = readCases();
const rows = cases.map((each) => {
  const name = testName(each, cases);
  const passes = outcome(name, passed);
  return { ...each, passes, as: passes !== "" && name !== caseName(each.id) ? "as for thread" : passes };
});
const missing = rows.filter((row) => isExpected(row) && row.passes === "");
if (missing.length > 0)
  fail(`no test passed of ${missing.length} cases:\n${missing.map(({ id }) => caseName(id)).join("\n")}`);

const { format, resolveConfig } = await import("prettier");
const text = await format(render(rows), { ...(await resolveConfig(page)), filepath: page });
if (!check) writeFileSync(page, text);
else if (readFileSync(page, { encoding: "utf8", flag: "a+" }) !== text)
  fail("docs/cpython-tests.md is not what the tests say: write it with node scripts/cpython-table.mjs");
