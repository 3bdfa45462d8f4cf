/** What is wrong with a mutation score of the mutex and the parking lot. */
import type { MutationReport } from "multilane/testing";
import { equivalents } from "./lot-mutants.js";
import { lineAt, lotFiles, nameOf, operationsOf } from "./lot-operations.js";
import type { Place } from "./lot-operations.js";

/**
 * One line for each mutant that is neither killed nor rightly called equivalent, and each operation that has none.
 *
 * @param files that were looked at
 */
export function problemsOf(report: MutationReport, files: readonly string[] = lotFiles()): string[] {
  return [...strangers(report), ...stale(report, files), ...unreached(report, files)];
}

/** Survivors that nobody has looked at. */
function strangers({ survived }: MutationReport): string[] {
  return survived.map(({ name, site }) => `unknown: ${name} survives (line ${site.line}: ${lineAt(site)})`);
}

/** What is called equivalent, and is not, or not any more. */
function stale({ mutants }: MutationReport, files: readonly string[]): string[] {
  return Object.entries(equivalents).flatMap(([name, { code }]) => {
    if (!files.some((file) => name.startsWith(`${nameOf(file)} `))) return [];
    const mutant = mutants.find((it) => it.name === name);
    if (mutant === undefined)
      return [`stale: ${name} is listed as equivalent, and there is no such operation`];
    if (mutant.killedBy !== undefined) return [`wrong: ${name} is listed as equivalent: ${mutant.killedBy}`];
    const line = lineAt(mutant.site);
    if (line.includes(code)) return [];
    return [`stale: ${name} is listed as equivalent for ${code} (line ${mutant.site.line}: ${line})`];
  });
}

/** Operations that no model asks for. */
function unreached({ mutants }: MutationReport, files: readonly string[]): string[] {
  const isReached = ({ file, line, from, to }: Place): boolean =>
    mutants.some(
      ({ site }) => site.file === file && site.line === line && from <= site.column && site.column <= to,
    );
  return files
    .flatMap(operationsOf)
    .filter((place) => !isReached(place))
    .map((place) => `unreached: ${nameOf(place.file)} line ${place.line}: ${lineAt(place)}`);
}
