/**
 * Every error class of the library: its stable `code`, who raises it, and which sibling it is not.
 *
 * Match on `code` (or on the class): messages are for people and may change. A class crosses threads as itself,
 * with its own properties and its `cause` (see `memory/codec`).
 */

/** What every error of the library has. Not raised itself. */
export abstract class MultilaneError extends Error {
  /** Stable, unique per class, for programs. Lives on the prototype, so that it survives a crossing. */
  declare readonly code: string;
}

function identify(type: { readonly prototype: MultilaneError }, name: string, code: string): void {
  const hidden = { enumerable: false, configurable: true, writable: true };
  Object.defineProperty(type.prototype, "name", { ...hidden, value: name });
  Object.defineProperty(type.prototype, "code", { ...hidden, value: code });
}

/**
 * A wait ended because its `timeout` ran out: `result`, `exception`, `acquire`, `join`, `asCompleted`, `map`.
 * Not an abort: that throws the signal's own reason.
 */
export class TimeoutError extends MultilaneError {
  static {
    identify(this, "TimeoutError", "ERR_MULTILANE_TIMEOUT");
  }
}

/** The future was cancelled before its task began. Raised by `await future`, `result()`, `exception()`. */
export class CancelledError extends MultilaneError {
  static {
    identify(this, "CancelledError", "ERR_MULTILANE_CANCELLED");
  }
}

/**
 * An operation that the object's state does not allow: settling a future twice, releasing a lock that nobody
 * holds, starting a thread twice, `currentTask()` outside a task. CPython: `InvalidStateError`, `RuntimeError`.
 */
export class InvalidStateError extends MultilaneError {
  static {
    identify(this, "InvalidStateError", "ERR_MULTILANE_INVALID_STATE");
  }
}

/** An executor that can run nothing any more, and why (`cause`). Not `ExecutorShutdownError`: nobody asked for it. */
export class BrokenExecutorError extends MultilaneError {
  static {
    identify(this, "BrokenExecutorError", "ERR_MULTILANE_BROKEN_EXECUTOR");
  }
}

/** A `ThreadPoolExecutor` whose initializer failed or whose threads cannot start. CPython: `BrokenThreadPool`. */
export class BrokenThreadPoolError extends BrokenExecutorError {
  static {
    identify(this, "BrokenThreadPoolError", "ERR_MULTILANE_BROKEN_THREAD_POOL");
  }
}

/** A `ProcessPoolExecutor` whose initializer failed or whose processes cannot start. CPython: `BrokenProcessPool`. */
export class BrokenProcessPoolError extends BrokenExecutorError {
  static {
    identify(this, "BrokenProcessPoolError", "ERR_MULTILANE_BROKEN_PROCESS_POOL");
  }
}

/**
 * How a worker died: it called `process.exit`; of an uncaught error, or a fault of native code; no memory left; it was
 * terminated, a process perhaps by somebody else's signal; or a module does not load.
 */
export type WorkerDeathReason = "exit" | "crash" | "oom" | "terminated" | "load";

/** What is known of a worker's death. */
export interface WorkerDeath {
  readonly reason: WorkerDeathReason;
  /** The worker's exit code, `undefined` while it is not known (or for `load`, where the worker lives on). */
  readonly exitCode?: number | undefined;
  /** The signal that ended a process; `undefined` for a thread, and for a process that ended itself. */
  readonly signal?: string | undefined;
  /** The name of the task that was running. */
  readonly task?: string | undefined;
  /** Which attempt at that task it was, from 1. */
  readonly attempt?: number | undefined;
}

/**
 * The worker that ran this task died, or could not load the task's module; `cause` has the error where there is
 * one. Raised through the task's future; the pool replaces the worker. Not an error that the task threw: that
 * arrives as itself.
 */
export class WorkerDiedError extends MultilaneError {
  readonly reason: WorkerDeathReason;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly task: string | undefined;
  readonly attempt: number | undefined;

  constructor(message: string, death: WorkerDeath, options?: ErrorOptions) {
    super(message, options);
    this.reason = death.reason;
    this.exitCode = death.exitCode;
    this.signal = death.signal;
    this.task = death.task;
    this.attempt = death.attempt;
  }

  static {
    identify(this, "WorkerDiedError", "ERR_MULTILANE_WORKER_DIED");
  }
}

/** `Thread.join` of a thread that was terminated. Not `WorkerDiedError`: a `Thread` is ended on purpose. */
export class ThreadTerminatedError extends MultilaneError {
  static {
    identify(this, "ThreadTerminatedError", "ERR_MULTILANE_THREAD_TERMINATED");
  }
}

/** `submit` or `map` after `shutdown`. CPython: `RuntimeError: cannot schedule new futures after shutdown`. */
export class ExecutorShutdownError extends MultilaneError {
  static {
    identify(this, "ExecutorShutdownError", "ERR_MULTILANE_EXECUTOR_SHUTDOWN");
  }
}

/** What was given to an executor or a `Thread` is not a task: a plain closure cannot leave its thread. */
export class NotATaskError extends MultilaneError {
  static {
    identify(this, "NotATaskError", "ERR_MULTILANE_NOT_A_TASK");
  }
}

/**
 * The module that a worker loaded does not hold, at that place, the task that was submitted: it registers its
 * tasks differently in different threads. Nothing was run.
 */
export class TaskMismatchError extends MultilaneError {
  static {
    identify(this, "TaskMismatchError", "ERR_MULTILANE_TASK_MISMATCH");
  }
}

/**
 * A module that is being loaded in a worker constructed an executor or started a thread: module code runs once in
 * every thread, so the program's own code belongs inside `if (isMainThread) { … }`. CPython's `multiprocessing`
 * raises `RuntimeError` for the same slip.
 */
export class MissingMainGuardError extends MultilaneError {
  static {
    identify(this, "MissingMainGuardError", "ERR_MULTILANE_MISSING_MAIN_GUARD");
  }
}

/** An argument, result or error that cannot cross to another thread; the message names its path (`args[0].handler`). */
export class SerializationError extends MultilaneError {
  static {
    identify(this, "SerializationError", "ERR_MULTILANE_SERIALIZATION");
  }
}

/**
 * Shared memory has no room left: for one more thread (some 4,000), wait (65,535 at once), name, or item in a queue.
 * Raised by what would have taken it: the constructors of named primitives, every wait that cannot be granted at once,
 * `put`, `Thread.start`. Nothing has changed then. Not for a full queue (QueueFullError), nor for a thread that runs out
 * of its own memory (WorkerDiedError).
 */
export class ResourceExhaustedError extends MultilaneError {
  static {
    identify(this, "ResourceExhaustedError", "ERR_MULTILANE_RESOURCE_EXHAUSTED");
  }
}

/**
 * `put` found no room in the queue in time, or `submit` none in an executor's (`maxPending`). CPython: `queue.Full`.
 * Nothing was put.
 */
export class QueueFullError extends MultilaneError {
  static {
    identify(this, "QueueFullError", "ERR_MULTILANE_QUEUE_FULL");
  }
}

/** `get` found no item in the queue in time. CPython: `queue.Empty`. */
export class QueueEmptyError extends MultilaneError {
  static {
    identify(this, "QueueEmptyError", "ERR_MULTILANE_QUEUE_EMPTY");
  }
}

/**
 * `put` into a queue that was shut down, or `get` from one that was and is empty. CPython: `queue.ShutDown`. Not
 * `ExecutorShutdownError`.
 */
export class QueueShutdownError extends MultilaneError {
  static {
    identify(this, "QueueShutdownError", "ERR_MULTILANE_QUEUE_SHUTDOWN");
  }
}

/**
 * The barrier was aborted or reset, somebody's wait at it timed out or was aborted, its action threw, or a thread
 * that waited at it died. CPython: `threading.BrokenBarrierError`.
 */
export class BrokenBarrierError extends MultilaneError {
  static {
    identify(this, "BrokenBarrierError", "ERR_MULTILANE_BROKEN_BARRIER");
  }
}

/** A blocking wait that could never end: it would close a cycle of owned locks, or waits for its own thread. */
export class DeadlockError extends MultilaneError {
  static {
    identify(this, "DeadlockError", "ERR_MULTILANE_DEADLOCK");
  }
}

/**
 * The thread that held the lock died, or the task that held it ended without releasing it: what the lock guards may
 * be half changed. Raised once per death by the next acquisition, which may take the lock over with
 * {@link LockOwnerDiedError.recover}; until somebody does, the lock is poisoned and every other acquisition raises
 * it, too. POSIX: `EOWNERDEAD`, `ENOTRECOVERABLE`.
 */
export class LockOwnerDiedError extends MultilaneError {
  readonly #recover: (() => Disposable & { release(): void }) | undefined;

  /** @param recover takes the lock over; absent where the lock is poisoned, and after a crossing */
  constructor(message: string, recover?: () => Disposable & { release(): void }, options?: ErrorOptions) {
    super(message, options);
    this.#recover = recover;
  }

  /**
   * Takes the lock over: it is held by the caller, who repairs what it guards and then releases it as usual.
   *
   * @returns the guard of the lock
   * @throws InvalidStateError if the lock is poisoned and this is not the error that may recover it, or if it has
   *   been recovered already
   */
  recover(): Disposable & { release(): void } {
    if (this.#recover === undefined)
      throw new InvalidStateError(
        `this error cannot recover the lock: only the first acquisition after the owner's death can (${this.message})`,
      );
    return this.#recover();
  }

  static {
    identify(this, "LockOwnerDiedError", "ERR_MULTILANE_LOCK_OWNER_DIED");
  }
}

/** A primitive came to a process that does not share its memory: it would guard nothing there. */
export class NotSharedError extends MultilaneError {
  static {
    identify(this, "NotSharedError", "ERR_MULTILANE_NOT_SHARED");
  }
}
