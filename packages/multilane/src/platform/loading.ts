/**
 * Whether a module is being loaded in a worker: module code runs once in every thread, so an anonymous primitive that
 * it constructs is another one in each of them, and guards nothing.
 */
import { emitWarning } from "./process.js";

let probe: () => boolean = () => false;
const warned = new Set<string>();

/** Says how to find out; `task/resolve.ts` knows. */
export function defineLoading(isLoading: () => boolean): void {
  probe = isLoading;
}

/** Whether this is code of a module that is being loaded in a worker, and not of a task that runs beside. */
export function isLoadingModule(): boolean {
  return probe();
}

/**
 * Called by the constructor of an anonymous primitive: warns, once per thread and kind, if that was module code in a
 * worker (`process.emitWarning`, code `MULTILANE_UNSHARED_PRIMITIVE`).
 *
 * @param kind the class's name: `Lock`
 */
export function warnUnshared(kind: string): void {
  if (warned.has(kind) || !isLoadingModule()) return;
  warned.add(kind);
  emitWarning(
    `new ${kind}() was called while a module was being loaded in a worker: module code runs once in every thread, so ` +
      `this is a different ${kind} in each of them and guards nothing. Give it a name, new ${kind}(…, { name: "…" }), ` +
      "or make one and pass it as a task argument",
    "MULTILANE_UNSHARED_PRIMITIVE",
  );
}
