/**
 * What the code that is running belongs to: a task, where several may share a thread. Lower layers ask here, since
 * what a task is is not for them to know.
 */

let current: () => object | undefined = () => undefined;

/** Says how to find it. */
export function setScopeSource(source: () => object | undefined): void {
  current = source;
}

/** The task that is running here; `undefined` outside of tasks. Always the same object for the same task. */
export function currentScope(): object | undefined {
  return current();
}
