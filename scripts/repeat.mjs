// node scripts/repeat.mjs RUNS [part of a path…]     for instance: npm run repeat -- 100 multilane/dist-test/sync
//
// Runs the same tests again and again and stops at the first run that is not green, with that run's whole output:
// a test that fails once in a hundred runs is a bug, here or in what it tests.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const [first, ...words] = process.argv.slice(2);
const runs = Number(first);
if (!Number.isSafeInteger(runs) || runs < 1) {
  console.error(
    "scripts/repeat.mjs: say how many runs, at least 1: npm run repeat -- 100 multilane/dist-test/sync",
  );
  process.exit(1);
}

/** One run: its exit code and everything that it printed. */
function runOnce() {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL("test.mjs", import.meta.url)), ...words]);
    const chunks = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output: Buffer.concat(chunks).toString() }));
  });
}

/** What the runner's closing counts say under a name: "ℹ pass 409". */
const count = (output, name) => new RegExp(`^\\S+ ${name} (\\d+)$`, "m").exec(output)?.[1] ?? "?";

for (let run = 1; run <= runs; run += 1) {
  const start = performance.now();
  const { code, output } = await runOnce();
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(
    `run ${run} of ${runs}: ${count(output, "pass")} pass, ${count(output, "fail")} fail, ${seconds} s`,
  );
  if (code !== 0) {
    console.log(output);
    process.exit(1);
  }
}
console.log(`${runs} runs in a row, none failed`);
