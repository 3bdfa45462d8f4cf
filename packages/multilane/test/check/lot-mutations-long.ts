/**
 * `npm run check:mutations -- [--file NAME] [--preemptions N]`: every atomic operation of the mutex and the parking lot,
 * or of one of their files, done wrong; those that are listed as equivalent, too.
 */
import { parseArgs } from "node:util";
import { scoreInSteps } from "#src/check/mutation-score.js";
import type { Mutant, MutationReport } from "multilane/testing";
import { largeModels, smallModels } from "./lot-mutation-models.js";
import { lotMutants } from "./lot-mutants.js";
import { lotFiles, nameOf } from "./lot-operations.js";
import { problemsOf } from "./lot-score.js";

const { values } = parseArgs({
  options: { file: { type: "string" }, preemptions: { type: "string", default: "2" } },
});
const models = { ...smallModels, ...largeModels };
const files = lotFiles().filter((file) => values.file === undefined || nameOf(file) === `${values.file}.js`);
if (files.length === 0) throw new Error(`there is no file ${values.file}`);

/** Shows a mutant and its fate. */
function show({ name, killedBy, model, equivalent }: Mutant): void {
  const killer = Object.keys(models)[model ?? -1];
  if (killedBy !== undefined) console.log(`${name}\n    killed by "${killer}": ${killedBy}`);
  else console.log(`${name}\n    survives: ${equivalent ?? "NOBODY KNOWS WHY"}`);
}

function score(): MutationReport {
  const steps = scoreInSteps(Object.values(models), {
    ...lotMutants,
    only: values.file === undefined ? lotMutants.only : new RegExp(`[\\\\/]${values.file}\\.js$`),
    preemptions: Number(values.preemptions),
  });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (step.value !== undefined) show(step.value);
  }
}

const report = score();
console.log();
for (const file of files) {
  const mutants = report.mutants.filter(({ site }) => site.file === file);
  const killed = mutants.filter(({ killedBy }) => killedBy !== undefined);
  if (mutants.length > 0) console.log(`${nameOf(file)}: ${mutants.length} mutants, ${killed.length} killed`);
}
const problems = problemsOf(report, files);
for (const problem of problems) console.log(problem);
const { mutants, killed, survived } = report;
const equivalent = mutants.length - killed.length - survived.length;
console.log(
  `${mutants.length} mutants: ${killed.length} killed, ${equivalent} listed as equivalent, ${survived.length} unknown; ` +
    `${problems.length} problems`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
