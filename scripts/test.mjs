// node scripts/test.mjs [part of a path…] [--node-option…]
//
// Runs the compiled tests: all of them, or those whose path contains one of the words. The list is made from the
// sources, not from the outputs: Node 20 knows no globs, and tsc leaves the output of a deleted source behind.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Every test as { source, output }, both relative to the repository. */
function listTests() {
  const packages = readdirSync(join(root, "packages")).map((name) => join("packages", name));
  return [...packages, "examples", "bench"]
    .filter((parent) => existsSync(join(root, parent, "test")))
    .flatMap((parent) =>
      readdirSync(join(root, parent, "test"), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".test.ts"))
        .map((file) => ({
          source: join(parent, "test", file),
          output: join(parent, "dist-test", file.replace(/\.ts$/, ".js")),
        })),
    )
    .toSorted((a, b) => (a.source < b.source ? -1 : 1));
}

/** The tests a word of the command line means: its path, or a part of it, as source or as output. */
function matches({ source, output }, word) {
  return source.includes(word) || output.includes(word);
}

function fail(sentence) {
  console.error(`scripts/test.mjs: ${sentence}`);
  process.exit(1);
}

const options = process.argv.slice(2).filter((word) => word.startsWith("--"));
const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const all = listTests();
for (const word of words)
  if (!all.some((test) => matches(test, word))) fail(`no test file has ${JSON.stringify(word)} in its path`);
const selected = all.filter((test) => words.length === 0 || words.some((word) => matches(test, word)));
if (selected.length === 0) fail("there is no test file");
const unbuilt = selected.filter(({ output }) => !existsSync(join(root, output)));
if (unbuilt.length > 0)
  fail(`build first (npm run build): no output of ${unbuilt.map(({ source }) => source).join(", ")}`);

// One file per core. Node's own default, one core fewer, would leave half of a two-core machine idle while a test
// waits for threads to start; more files than cores only adds contention to tests that bring their own threads.
// A test that needs the machine to itself is a test with a timing assertion, and the house has none.
const concurrency = options.some((option) => option.startsWith("--test-concurrency"))
  ? []
  : [`--test-concurrency=${availableParallelism()}`];
const part = words.length === 0 ? "all" : words.map((word) => JSON.stringify(word)).join(", ");
console.log(`Testing ${part}: ${selected.length} of ${all.length} files, Node ${process.version}`);

const runner = spawn(
  process.execPath,
  [
    "--import",
    new URL("watchdog.mjs", import.meta.url).href,
    "--test",
    "--test-reporter=spec",
    ...concurrency,
    ...options,
    ...selected.map(({ output }) => output),
  ],
  { cwd: root, stdio: "inherit" },
);
runner.on("exit", (code) => (process.exitCode = code ?? 1)); // no code: a signal ended it, which is a failure too
