/** `npm run check:mutations -- [--preemptions N]`: every atomic operation of the parking lot, done wrong. */
import { parseArgs } from "node:util";
import { formatMutants, mutationScore } from "multilane/testing";
import { largeModels, smallModels } from "./lot-mutation-models.js";
import { lotMutants } from "./lot-mutants.js";

const { values } = parseArgs({ options: { preemptions: { type: "string", default: "2" } } });
const models = { ...smallModels, ...largeModels };
const report = mutationScore(Object.values(models), {
  ...lotMutants,
  preemptions: Number(values.preemptions),
});

const names = Object.keys(models);
for (const { name, killedBy, model, equivalent } of report.mutants)
  console.log(
    killedBy === undefined
      ? `${name}\n    survives: ${equivalent ?? "NOBODY KNOWS WHY"}`
      : `${name}\n    killed by "${names[model ?? -1]}": ${killedBy}`,
  );
for (const file of new Set(report.mutants.map(({ site }) => site.file))) {
  const mutants = report.mutants.filter(({ site }) => site.file === file);
  const killed = mutants.filter(({ killedBy }) => killedBy !== undefined).length;
  console.log(`${file.replace(/^.*[\\/]/, "")}: ${mutants.length} mutants, ${killed} killed`);
}
console.log(formatMutants(report));
process.exitCode = report.survived.length + report.notEquivalent.length === 0 ? 0 : 1;
