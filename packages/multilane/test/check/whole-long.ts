/** `npm run check:random -- [--schedules N] [--seed N] [--depth N]`: the long form of `whole.test.ts`. */
import { parseArgs } from "node:util";
import { checkRandomly, formatFailure } from "multilane/testing";
import { wholeModels } from "./whole.js";

const { values } = parseArgs({
  options: {
    schedules: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    depth: { type: "string", default: "3" },
  },
});
const models = Object.entries(wholeModels);
const [schedules, seed, depth] = [values.schedules, values.seed, values.depth].map(Number);
const each = Math.ceil((schedules ?? 0) / models.length);

let [run, steps, failures] = [0, 0, 0];
for (const [where, model] of models) {
  const report = checkRandomly(model, { schedules: each, seed: seed ?? 0, depth: depth ?? 0 });
  run += report.schedules;
  steps += report.steps;
  const long = Math.round(report.steps / report.schedules);
  console.log(`${where}: ${report.schedules} schedules of ${long} steps`);
  if (report.failure === undefined) continue;
  failures++;
  console.log(`seed ${report.seed}, schedule ${report.schedules}: ${formatFailure(report.failure)}`);
}
console.log(
  `${run} schedules, ${steps} steps, seed ${seed}, depth ${depth}: ${failures} of ${models.length} models failed`,
);
process.exitCode = failures === 0 ? 0 : 1;
