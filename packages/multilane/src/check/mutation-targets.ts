/** The operations in the code under check, and what can be done to each. */
import type { CallSite } from "./call-site.js";
import { MUTATIONS } from "./mutations.js";
import type { Operation } from "./operation.js";

interface Target {
  readonly site: CallSite;
  readonly kind: Operation["kind"];
  readonly mutations: Set<string>;
  /** The models that ask for it, by their indices. */
  readonly models: Set<number>;
}

/** One mutation of one operation. */
export interface NamedTarget {
  readonly name: string;
  readonly site: CallSite;
  readonly kind: Operation["kind"];
  readonly mutation: string;
  /** The models that ask for it: for the others nothing is changed. */
  readonly models: ReadonlySet<number>;
}

/** What was seen. */
export class Targets {
  readonly #targets = new Map<string, Target>();

  /** An operation was asked for, by this model. */
  note(site: CallSite, operation: Operation, model: number): void {
    const key = `${operation.kind} ${site.file}:${site.line}:${site.column}`;
    let target = this.#targets.get(key);
    if (target === undefined) {
      target = { site, kind: operation.kind, mutations: new Set(), models: new Set() };
      this.#targets.set(key, target);
    }
    target.models.add(model);
    for (const [name, mutation] of Object.entries(MUTATIONS))
      if (!target.mutations.has(name) && mutation(operation) !== undefined) target.mutations.add(name);
  }

  /** In the order of the code. */
  get inOrder(): Target[] {
    return [...this.#targets.values()].sort(
      ({ site: a }, { site: b }) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
    );
  }
}

/** All mutations of all targets, each with a name that does not change with its line. */
export function namedTargets(targets: Targets): NamedTarget[] {
  const counts = new Map<string, number>();
  return targets.inOrder.flatMap(({ site, kind, mutations, models }) => {
    const base = `${site.file.replace(/^.*[\\/]/, "")} ${site.function} ${kind}`;
    const count = (counts.get(base) ?? 0) + 1;
    counts.set(base, count);
    const name = count === 1 ? base : `${base} ${count}`;
    return [...mutations].map((mutation) => ({ name: `${name}: ${mutation}`, site, kind, mutation, models }));
  });
}
