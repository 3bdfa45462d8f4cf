/** The cases of CPython 3.15 that cases.csv lists: which there are, and which of them can be asked of this library. */
import { readFileSync } from "node:fs";

/** Which case of CPython's a test is. */
export interface CaseId {
  readonly suite: "lock_tests" | "test_threading" | "test_queue" | "test_threading_local" | "test_contextlib";
  readonly class: string;
  readonly method: string;
  /** Which type it is run for, as cases.csv says it. None, or `-`: the suite has only one. */
  readonly target?: string | undefined;
}

/** A line of cases.csv. */
export interface Case {
  readonly id: CaseId;
  /** As is, adapted, not portable. */
  readonly verdict: "P" | "A" | "N";
  /** What was adapted, or why it is not portable. */
  readonly why: string;
}

/** `lock_tests.BaseLockTests.test_with [RLock]` */
export function caseName({ suite, class: className, method, target = "-" }: CaseId): string {
  return `${suite}.${className}.${method}${target === "-" ? "" : ` [${target}]`}`;
}

/** From dist-test/cpython/support/ to the sources. */
const path = new URL("../../../test/cpython/cases.csv", import.meta.url);

/** The fields of a line; those with a comma in them are in quotes. */
function fields(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}

/** All of cases.csv, in its order. */
export function readCases(): Case[] {
  const [, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  return lines.map((line) => {
    const [suite, className = "", method = "", target, verdict, why = ""] = fields(line);
    const id = { suite: suite as CaseId["suite"], class: className, method, target };
    return { id, verdict: verdict as Case["verdict"], why };
  });
}
