/**
 * What the code that is running belongs to: a task, where several may share a thread. Lower layers ask here, since
 * what a task is is not for them to know.
 */

let current: () => object | undefined = () => undefined;

/** Says how to find it. */
export function setScopeSource(source: () => object | undefined): void {
  current = source;
}

const over = new WeakSet();

/** The task has ended: what is granted to it from now on, nobody waits for. */
export function endScope(scope: object): void {
  over.add(scope);
}

/** Whether this task has ended. */
export function isScopeOver(scope: object | undefined): boolean {
  return scope !== undefined && over.has(scope);
}

/** The task that is running here; `undefined` outside of tasks. Always the same object for the same task. */
export function currentScope(): object | undefined {
  return current();
}
