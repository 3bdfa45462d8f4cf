/** `npm run check:exhaustive [-- part of a name…]`: every schedule of all models, with counts. */
import { check, formatFailure } from "multilane/testing";
import { exhaustiveModels } from "./all.js";

const words = process.argv.slice(2);
const started = Date.now();
let [models, states, failed] = [0, 0, 0];
for (const [primitive, ofOne] of Object.entries(exhaustiveModels))
  for (const [what, { inTests: _, ...model }] of Object.entries(ofOne)) {
    const name = `${primitive}: ${what}`;
    if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
    const start = Date.now();
    const report = check({ maxStates: 40_000_000, ...model });
    const { failure, complete } = report;
    const end = failure !== undefined ? "FAILED" : complete ? "complete" : "NOT COMPLETE";
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    console.log(`${name}: ${report.states} states, ${report.transitions} steps, ${seconds} s, ${end}`);
    if (failure !== undefined) console.log(formatFailure(failure));
    models++;
    states += report.states;
    if (!complete) failed++;
  }
const seconds = ((Date.now() - started) / 1000).toFixed(1);
console.log(
  `${models} models, ${states} states, ${seconds} s: ${failed === 0 ? "all are complete and none fails" : `${failed} FAILED`}`,
);
process.exitCode = failed === 0 ? 0 : 1;
