/**
 * The tasks that each module registered in this thread, in the order of its `task()` calls.
 *
 * The order is the identity, so it must be the same in every thread: `task()` is refused once its module has been
 * evaluated. When that is so is learnt by importing the module from here: a module that is being evaluated is not
 * evaluated again, and the promise settles when it is done, however long its top-level awaits take. (A first `task()`
 * call that comes too late is found out at once where Node can tell, else by the worker, which finds no such task.)
 */
import { InvalidStateError, TaskMismatchError } from "../errors.js";
import { importModule, isEvaluated } from "../platform/modules.js";
import { fingerprint, positionalName } from "./identity.js";
import type { PositionIdentity } from "./identity.js";
import type { AnyFunction } from "./types.js";

interface ModuleTasks {
  readonly url: string;
  readonly tasks: RegisteredTask[];
  /** Whether the module has been evaluated: from now on its tasks are what they are. */
  sealed: boolean;
}

interface RegisteredTask {
  readonly module: ModuleTasks;
  readonly index: number;
  readonly fn: AnyFunction;
  readonly givenName: string | undefined;
  /** Known once the module has been evaluated, if it exports the task. */
  exportName: string | undefined;
  identity: PositionIdentity | undefined;
}

const modules = new Map<string, ModuleTasks>();
const tasks = new WeakMap<AnyFunction, RegisteredTask>();

function seal(module: ModuleTasks, namespace: Readonly<Record<string, unknown>>): void {
  module.sealed = true;
  for (const [name, value] of Object.entries(namespace)) {
    const task = module.tasks.find(({ fn }) => fn === value);
    if (task !== undefined && name !== "default") task.exportName ??= name;
  }
}

function moduleAt(url: string): ModuleTasks {
  let module = modules.get(url);
  if (module === undefined) {
    const made: ModuleTasks = { url, tasks: [], sealed: isEvaluated(url) === true };
    modules.set(url, made);
    module = made;
    importModule(url).then(
      (namespace) => seal(made, namespace),
      // It threw: whoever imported it has the error. No further task can be registered in it.
      () => seal(made, {}),
    );
  }
  return module;
}

/** The module has been evaluated, with these exports: its tasks are what they are, and have names. */
export function sealModule(url: string, namespace: Readonly<Record<string, unknown>>): void {
  const module = modules.get(url);
  if (module !== undefined) seal(module, namespace);
}

/** Registers the next task of a module. See `task()` for the errors. */
export function registerTask(url: string, fn: AnyFunction, givenName: string | undefined): void {
  const module = moduleAt(url);
  if (module.sealed)
    throw new InvalidStateError(
      `task() was called after ${url} had been evaluated; call it at the top level of the module, so that every thread registers the same tasks in the same order`,
    );
  if (tasks.has(fn))
    throw new TypeError(
      `task() was called twice with the same function${fn.name && ` ${fn.name}`}; register it once`,
    );
  if (givenName !== undefined && module.tasks.some((task) => task.givenName === givenName))
    throw new TypeError(`two tasks of ${url} are named ${JSON.stringify(givenName)}; a name must be unique`);
  const index = module.tasks.length;
  const task: RegisteredTask = {
    module,
    index,
    fn,
    givenName,
    exportName: undefined,
    identity: undefined,
  };
  module.tasks.push(task);
  tasks.set(fn, task);
}

function verifiableName({ fn, givenName }: RegisteredTask): string {
  return givenName ?? fn.name;
}

/** How another thread finds this function again; `undefined` if it is not a registered task. */
export function identityOf(fn: AnyFunction): PositionIdentity | undefined {
  const task = tasks.get(fn);
  if (task === undefined) return undefined;
  const { module, index } = task;
  const count = module.sealed ? module.tasks.length : undefined;
  if (task.identity === undefined || task.identity.count !== count)
    task.identity = {
      kind: "position",
      url: module.url,
      index,
      count,
      name: verifiableName(task),
      source: fingerprint(fn.toString()),
    };
  return task.identity;
}

/** What people call a registered task: the given name, the export's, the function's own, or its place. */
export function nameOf(fn: AnyFunction): string | undefined {
  const task = tasks.get(fn);
  if (task === undefined) return undefined;
  return task.givenName ?? task.exportName ?? (fn.name || positionalName(task.module.url, task.index));
}

/**
 * The function that another thread named, in a module that this thread has evaluated.
 *
 * @throws TaskMismatchError if there is another one at its place, or the module has another number of tasks
 */
export function taskAt(identity: PositionIdentity): AnyFunction {
  const found = modules.get(identity.url)?.tasks ?? [];
  const task = found[identity.index];
  const wanted = identity.name || positionalName(identity.url, identity.index);
  const complain = (difference: string): never => {
    throw new TaskMismatchError(
      `${identity.url} registers its tasks differently in this thread: ${difference}; task() calls must not depend on isMainThread, the environment, the time or the order of imports`,
    );
  };
  if (task === undefined)
    return complain(
      `task ${wanted} is number ${identity.index}, and there are only ${found.length} (was task() called inside a function?)`,
    );
  if (identity.count !== undefined && identity.count !== found.length)
    return complain(`${identity.count} tasks where it was submitted, ${found.length} here`);
  if (verifiableName(task) !== identity.name || fingerprint(task.fn.toString()) !== identity.source)
    return complain(`number ${identity.index} is ${nameOf(task.fn)} here, and not ${wanted}`);
  return task.fn;
}

/**
 * As {@link taskAt}, in whatever modules this thread has loaded; `undefined` if that one is not among them.
 *
 * @throws TaskMismatchError
 */
export function loadedTask(identity: PositionIdentity): AnyFunction | undefined {
  return modules.has(identity.url) ? taskAt(identity) : undefined;
}
