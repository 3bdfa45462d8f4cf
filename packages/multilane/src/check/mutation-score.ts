/** Is every atomic operation needed, and does the check see it? Each is done wrong, one at a time. */
import { callSite } from "./call-site.js";
import type { CallSite } from "./call-site.js";
import type { Model } from "./model.js";
import { MUTATIONS } from "./mutations.js";
import { namedTargets, Targets } from "./mutation-targets.js";
import type { NamedTarget } from "./mutation-targets.js";
import type { Alteration } from "./run.js";
import { search } from "./search.js";

/** Which operations to do wrong, and how hard to look. */
export interface MutationOptions {
  /** Only operations in files whose path or URL matches: the code under check, not the programs that use it. */
  readonly only: RegExp;
  /**
   * Functions of that code that only wrap an operation: the operation counts as their callers'. Tested on
   * `function (file:line:column)`.
   */
  readonly through?: RegExp;
  /** How many preemptions a schedule may have, if a model has no bound of its own; 2 by default. */
  readonly preemptions?: number;
  /** Mutants that change nothing that matters, by their names: and why that is so. */
  readonly equivalent?: Readonly<Record<string, string>>;
  /**
   * Whether to look for what kills those that are listed as equivalent; true by default. These searches should find
   * nothing, and so take the longest.
   */
  readonly doubt?: boolean;
}

/** The code with one operation done wrong. */
export interface Mutant {
  /**
   * `file function operation: mutation`, with a number if the function has several: it outlasts changes elsewhere. A
   * nameless function counts as a part of the one it stands in.
   */
  readonly name: string;
  readonly site: CallSite;
  /** What is wrong after a schedule of it: it is killed. `undefined`: it survives. */
  readonly killedBy: string | undefined;
  /** The index of the model that kills it, if one does. */
  readonly model: number | undefined;
  /** Why it may survive. */
  readonly equivalent: string | undefined;
}

/** What became of the mutants. */
export interface MutationReport {
  readonly mutants: readonly Mutant[];
  readonly killed: readonly Mutant[];
  /** Those that are listed as equivalent are not among them. */
  readonly survived: readonly Mutant[];
  /** Names that are listed as equivalent, and are killed, or are no mutants. */
  readonly notEquivalent: readonly string[];
  /** The share of those killed, of all that are not equivalent: 0 to 1. */
  readonly score: number;
}

/**
 * Does each atomic operation of the code under check wrong (leaves it out, moves it, exchanges always or never, wakes
 * one or all …), and looks whether one of the models fails then. What survives is either not needed, or not checked.
 *
 * Cost: for each mutant a search of the models that get to its operation, up to the one that kills it (so put the small
 * ones first); and 10 µs more per history for a look at the stack.
 *
 * @param models all must pass as they are; a mutant is killed by the first that fails
 * @throws Error if a model fails unchanged
 */
export function mutationScore(models: readonly Model[], options: MutationOptions): MutationReport {
  const steps = scoreInSteps(models, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * As {@link mutationScore}, in steps: for who must come back to an event loop in between, or shows how far it is.
 *
 * @yields after each search of a model as it is `undefined`, and each mutant
 */
export function* scoreInSteps(
  models: readonly Model[],
  options: MutationOptions,
): Generator<Mutant | undefined, MutationReport> {
  const { equivalent = {} } = options;
  const targets = new Targets();
  for (const [index, model] of models.entries()) {
    noteTargets(targets, model, index, options);
    yield undefined;
  }
  const mutants: Mutant[] = [];
  for (const target of namedTargets(targets)) {
    const { name, site } = target;
    const mutant = { name, site, ...fateOf(target, models, options), equivalent: equivalent[name] };
    mutants.push(mutant);
    yield mutant;
  }
  return reportOn(mutants, equivalent);
}

function reportOn(
  mutants: readonly Mutant[],
  equivalent: Exclude<MutationOptions["equivalent"], undefined>,
): MutationReport {
  const killed = mutants.filter((mutant) => mutant.killedBy !== undefined);
  const survivors = mutants.filter((mutant) => mutant.killedBy === undefined);
  const survived = survivors.filter((mutant) => mutant.equivalent === undefined);
  const notEquivalent = Object.keys(equivalent).filter(
    (name) => !survivors.some((mutant) => mutant.name === name),
  );
  return {
    mutants,
    killed,
    survived,
    notEquivalent,
    score: killed.length / (killed.length + survived.length),
  };
}

/** Runs a model as it is, and notes which operations it asks for. */
function noteTargets(targets: Targets, model: Model, index: number, options: MutationOptions): void {
  const reason = failureOf(model, options, (operation, method) => {
    const site = callSite(method, options.through);
    if (site !== undefined && options.only.test(site.file)) targets.note(site, operation, index);
    return operation;
  });
  if (reason !== undefined) throw new Error(`a model fails without any mutation: ${reason}`);
}

/** Tries a mutant with the models that get to it, until one kills it. */
function fateOf(
  { name, site, kind, mutation, models: reached }: NamedTarget,
  models: readonly Model[],
  options: MutationOptions,
): Pick<Mutant, "killedBy" | "model"> {
  const { equivalent = {}, doubt = true, through } = options;
  const isTried = doubt || equivalent[name] === undefined;
  for (const [index, model] of models.entries()) {
    if (!isTried || !reached.has(index)) continue;
    const killedBy = failureOf(model, options, (operation, method) => {
      if (operation.kind !== kind || !isSame(callSite(method, through), site)) return operation;
      return MUTATIONS[mutation]?.(operation) ?? operation;
    });
    if (killedBy !== undefined) return { killedBy, model: index };
  }
  return { killedBy: undefined, model: undefined };
}

/** What goes wrong in a model. */
function failureOf(
  model: Model,
  { preemptions = 2 }: MutationOptions,
  alteration: Alteration,
): string | undefined {
  return search(model, { best: true, preemptions: model.preemptions ?? preemptions, alteration }).reason;
}

function isSame(site: CallSite | undefined, other: CallSite): boolean {
  return site?.line === other.line && site.column === other.column && site.file === other.file;
}

/** The report as a text: what survived, with its place, and the score. */
export function formatMutants({ mutants, killed, survived, notEquivalent, score }: MutationReport): string {
  const lines = survived.map(({ name, site: { file, line } }) => `survived  ${name}  (${file}:${line})`);
  for (const name of notEquivalent) lines.push(`not equivalent, or no mutant  ${name}`);
  const excused = mutants.length - killed.length - survived.length;
  lines.push(
    `${killed.length} of ${mutants.length} mutants killed, ${excused} equivalent: ${Math.round(score * 100)} %`,
  );
  return lines.join("\n");
}
