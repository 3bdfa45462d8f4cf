/** The types of tasks: functions that other threads can find. */

declare const taskType: unique symbol;

/**
 * Something an executor or a `Thread` can run elsewhere: what `task()` returns, or a property of `taskModule()`.
 * The property exists for the compiler only; it carries the parameters and the result.
 */
export interface TaskReference<Args extends readonly unknown[], Result> {
  readonly [taskType]: (...args: Args) => Result;
}

/** A function that is not a task, though tasks are functions: for parameters that treat the two differently. */
export interface NoTask {
  readonly [taskType]?: never;
}

/** Any function. (`never` parameters: every function is assignable to it.) */
export type AnyFunction = (...args: never[]) => unknown;

/** A function registered by `task()`: still callable here, and runnable elsewhere. */
export type Task<F extends AnyFunction> = F & TaskReference<Parameters<F>, ReturnType<F>>;

/** The exported functions of a module, as tasks; what is not a function is left out. */
export type TaskModule<M> = {
  readonly [K in keyof M as M[K] extends AnyFunction ? K : never]: M[K] extends AnyFunction
    ? TaskReference<Parameters<M[K]>, ReturnType<M[K]>>
    : never;
};

/** Options of `task()`. */
export interface TaskOptions {
  /** The task's name in errors, traces and `currentTask()`; unique within its module. Default: the export's name. */
  readonly name?: string;
}
