/** `npm run stress -- [--minutes N] [--seed N] [--threads N]`: the long form of `stress.test.ts`. */
import { isMainThread } from "multilane";
import { parseArgs } from "node:util";
import { stress } from "./stress.js";

if (isMainThread) {
  const { values } = parseArgs({
    options: { minutes: { type: "string" }, seed: { type: "string" }, threads: { type: "string" } },
  });
  const milliseconds = Number(values.minutes ?? 10) * 60_000;
  const seed = Number(values.seed ?? Date.now() % 100_000);
  const threads = Number(values.threads ?? 4);
  console.log(`${milliseconds / 60_000} minutes of random operations in ${threads} threads, seed ${seed}`);
  const { problems, operations, terminated, recovered } = await stress({
    milliseconds,
    seed,
    threads,
    patience: 15_000,
  });
  console.log(
    `${operations} operations, ${terminated} threads terminated, ${recovered} locks recovered from the dead`,
  );
  for (const problem of problems) console.log(problem);
  console.log(problems.length === 0 ? "nothing hung, nothing was granted twice, no node is left" : "FAILED");
  process.exitCode = problems.length === 0 ? 0 : 1;
}
