/** From a task to what crosses in its place, and back. */
import { MissingMainGuardError, NotATaskError, TaskMismatchError, WorkerDiedError } from "../errors.js";
import { defineLoading, isLoadingModule } from "../platform/loading.js";
import { importModule } from "../platform/modules.js";
import { isInTask } from "./current-task.js";
import type { TaskIdentity } from "./identity.js";
import { identityOf, loadedTask, nameOf, sealModule, taskAt } from "./registry.js";
import { referenceIdentity } from "./task-module.js";
import type { AnyFunction } from "./types.js";

const isFunction = (value: unknown): value is AnyFunction => typeof value === "function";

function describe(value: unknown): string {
  if (isFunction(value)) return value.name ? `the function ${value.name}` : "a function";
  return value === null ? "null" : `a value of type ${typeof value}`;
}

/**
 * What names this task to another thread.
 *
 * @param what who asks, for the message: `submit()`, `Thread`
 * @throws NotATaskError if it is not a task
 */
export function identify(task: unknown, what: string): TaskIdentity {
  const identity = isFunction(task)
    ? identityOf(task)
    : typeof task === "object" && task !== null
      ? referenceIdentity(task)
      : undefined;
  if (identity !== undefined) return identity;
  throw new NotATaskError(
    `${what} was given ${describe(task)}, which is not a task: a function cannot leave its thread, its module can. ` +
      "Register it at the top level of its module, export const name = task(import.meta, …), and pass what it needs as arguments",
  );
}

const learned = new WeakMap<TaskIdentity, string>();

/** A worker found the task under this name. */
export function learnName(identity: TaskIdentity, name: string): void {
  learned.set(identity, name);
}

/** What people call a task. */
export function describeTask(task: unknown, identity: TaskIdentity): string {
  return learned.get(identity) ?? (isFunction(task) ? nameOf(task) : undefined) ?? identity.name;
}

let loading = 0;

// A task that runs while another task's module is loaded beside it is none of its code.
defineLoading(() => loading > 0 && !isInTask());

/**
 * Refuses to start threads while a module is being loaded in a worker: that module is the program itself, and its
 * code has no guard.
 *
 * @throws MissingMainGuardError
 */
export function refuseWhileLoading(what: string): void {
  if (isLoadingModule())
    throw new MissingMainGuardError(
      `${what} while this module was being loaded in a worker: module code runs once in every thread that needs the module. ` +
        'Put the program\'s own code inside `if (isMainThread) { … }` (import { isMainThread } from "multilane")',
    );
}

/** What tasks were found in, in this thread. */
const namespaces = new Map<string, Readonly<Record<string, unknown>>>();

async function load(url: string): Promise<Readonly<Record<string, unknown>>> {
  loading++;
  try {
    const namespace = await importModule(url);
    namespaces.set(url, namespace);
    return namespace;
  } catch (error) {
    throw new WorkerDiedError(
      `${url} could not be loaded in a worker: ${messageOf(error)}`,
      { reason: "load" },
      { cause: error },
    );
  } finally {
    loading--;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A task as a worker found it. */
export interface ResolvedTask {
  readonly fn: AnyFunction;
  readonly name: string;
}

/**
 * Loads the task's module, once per thread, and finds the task in it.
 *
 * @throws WorkerDiedError (reason `load`, with the cause) if the module cannot be loaded
 * @throws TaskMismatchError if the task is not where it should be
 */
export async function resolveTask(identity: TaskIdentity): Promise<ResolvedTask> {
  return findTask(identity, await load(identity.url));
}

/**
 * {@link resolveTask} without waiting: `undefined` if this thread has not loaded the module yet.
 *
 * @throws TaskMismatchError if the task is not where it should be
 */
export function resolveLoadedTask(identity: TaskIdentity): ResolvedTask | undefined {
  const namespace = namespaces.get(identity.url);
  if (namespace !== undefined) return findTask(identity, namespace);
  const fn = identity.kind === "position" ? loadedTask(identity) : undefined;
  return fn && { fn, name: nameOf(fn) ?? identity.name };
}

/**
 * The task in its module, which this thread has loaded.
 *
 * @throws TaskMismatchError if the task is not where it should be
 */
export function findTask(identity: TaskIdentity, namespace: Readonly<Record<string, unknown>>): ResolvedTask {
  if (identity.kind === "position") {
    sealModule(identity.url, namespace);
    const fn = taskAt(identity);
    return { fn, name: nameOf(fn) ?? identity.name };
  }
  const fn = namespace[identity.name];
  if (!isFunction(fn))
    throw new TaskMismatchError(
      `${identity.url} exports ${identity.name in namespace ? describe(fn) : "nothing"} under the name ${identity.name}, and not a function; it has ${Object.keys(namespace).join(", ") || "no exports"}`,
    );
  return { fn, name: identity.name };
}
