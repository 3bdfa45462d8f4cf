import { registerTask } from "./registry.js";
import type { AnyFunction, Task, TaskOptions } from "./types.js";

/**
 * Registers a function at module scope as a task: something an executor or a `Thread` can run in another thread.
 * The function itself is returned, still callable here.
 *
 * ```ts
 * export const getStatus = task(import.meta, async (url: string) => (await fetch(url)).status);
 * ```
 *
 * A function cannot cross to another thread, its module can: the worker loads it and finds the function by its
 * place among the module's `task()` calls, verified by count, name and source. So call it unconditionally, at the
 * top level. Top-level `await` before it is fine.
 *
 * @param meta the module's own `import.meta`
 * @param fn the function; it may be asynchronous; what it closes over is the *worker's* copy of the module
 * @param options `name`: what errors and traces call it, unique in the module (default: the export's name)
 * @throws InvalidStateError if the module has already been evaluated (a `task()` call inside a function)
 * @throws TypeError if `meta` is not an `import.meta`, `fn` is not a function or is a task already, or the name is taken
 */
export function task<F extends AnyFunction>(meta: ImportMeta, fn: F, options: TaskOptions = {}): Task<F> {
  if (typeof meta?.url !== "string")
    throw new TypeError("the first argument of task() must be import.meta, of the module that calls it");
  if (typeof fn !== "function")
    throw new TypeError(`the second argument of task() must be a function, not ${typeof fn}`);
  registerTask(meta.url, fn, options.name);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the mark exists in the type system only
  return fn as Task<F>;
}
