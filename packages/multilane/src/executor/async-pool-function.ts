/** What an `AsyncPoolExecutor` runs: any function of this thread, or a task. */
import { WorkerDiedError } from "../errors.js";
import { importModule } from "../platform/modules.js";
import { headlineOf } from "../platform/text.js";
import { nameOf } from "../task/registry.js";
import { describeTask, findTask, identify } from "../task/resolve.js";
import type { TaskIdentity } from "../task/identity.js";
import type { AnyFunction, TaskReference } from "../task/types.js";

/** A function, closures too, or what `task()` or `taskModule()` gave. */
export type Runnable<Args extends readonly unknown[], Result> =
  TaskReference<Args, Result> | ((...args: Args) => Result);

/** A function that this thread has, or knows where to find. */
export interface LocalFunction {
  readonly name: string;
  /** Whether it is a task: called with what any executor would call it with. */
  readonly isTask: boolean;
  /** Calls it. Of a `taskModule()` its module is loaded first. */
  readonly call: (args: readonly unknown[]) => unknown;
}

/**
 * @param what who asks, for the message
 * @throws NotATaskError for what is neither a function nor a task
 */
export function localFunction(runnable: unknown, what: string): LocalFunction {
  if (isFunction(runnable)) {
    const name = nameOf(runnable);
    return {
      name: name ?? (runnable.name || "(anonymous)"),
      isTask: name !== undefined,
      call: (args) => apply(runnable, args),
    };
  }
  const identity = identify(runnable, what);
  return {
    name: describeTask(runnable, identity),
    isTask: true,
    call: async (args) => apply(await load(identity), args),
  };
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === "function";
}

function apply(fn: AnyFunction, args: readonly unknown[]): unknown {
  return Reflect.apply(fn, undefined, args);
}

/** Not as a worker does it: there, what constructs a pool while a module is loaded lacks a guard; here it does not. */
async function load(identity: TaskIdentity): Promise<AnyFunction> {
  let namespace: Readonly<Record<string, unknown>>;
  try {
    namespace = await importModule(identity.url);
  } catch (error) {
    throw new WorkerDiedError(
      `${identity.url} could not be loaded: ${headlineOf(error)}`,
      { reason: "load", task: identity.name, attempt: 1 },
      { cause: error },
    );
  }
  return findTask(identity, namespace).fn;
}
