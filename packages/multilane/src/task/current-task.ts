import { InvalidStateError } from "../errors.js";
import { createContext } from "../platform/context.js";
import type { Context } from "../platform/context.js";
import { setScopeSource } from "../platform/scope.js";

/** What a running task knows of itself. */
export interface CurrentTask {
  /** Unique within the executor that the task was submitted to. */
  readonly id: number;
  /** The name under which its module exports it, as a rule. */
  readonly name: string;
  /** Aborts when the submitter's signal does. `aborted` reads a shared word: a loop that never yields sees it. */
  readonly signal: AbortSignal;
  /** Which attempt at this task it is, from 1. */
  readonly attempt: number;
  /** The name of the thread it runs in. */
  readonly threadName: string;
}

let running: CurrentTask | undefined;
let context: Context<CurrentTask> | undefined;

/** A task that began before its thread came to be shared is found where it was put; those since, along the awaits. */
function current(): CurrentTask | undefined {
  return context?.get() ?? running;
}

// A lock remembers for which task it was taken.
setScopeSource(current);

/** Prepares for several tasks at a time in this thread: the current one is then found along the awaits. */
export function shareThread(): void {
  context ??= createContext<CurrentTask>();
}

/** Runs a task's function as the current task. With one task at a time, it stays current until {@link leaveTask}. */
export function enterTask<R>(task: CurrentTask, fn: () => R): R {
  if (context !== undefined) return context.run(task, fn);
  running = task;
  return fn();
}

/** The task has settled. */
export function leaveTask(): void {
  running = undefined;
}

/** Whether this is code of a running task. */
export function isInTask(): boolean {
  return current() !== undefined;
}

/**
 * The task that is running here. It holds across awaits.
 *
 * @throws InvalidStateError outside a task
 */
export function currentTask(): CurrentTask {
  const task = current();
  if (task === undefined)
    throw new InvalidStateError(
      "currentTask() was called outside a task: it has an answer only while an executor or a Thread runs one here",
    );
  return task;
}
