import { BrokenThreadPoolError } from "../errors.js";
import { encodeArguments, messageMedium } from "../memory/codec/codec.js";
import { identify, refuseWhileLoading } from "../task/resolve.js";
import { refuseTooDeep } from "../thread/self.js";
import { WorkerHandle } from "../thread/worker-handle.js";
import { shareExecutors } from "./nested/crossing.js";
import { PoolClient } from "./nested/pool-client.js";
import { PoolExecutor } from "./pool-executor.js";
import { poolLimits } from "./pool-options.js";
import type { ThreadPoolOptions } from "./pool-options.js";
import { Pool } from "./pool.js";
import { MOST_AHEAD } from "./prefetch.js";

let pools = 0;

function poolFor<InitArgs extends readonly unknown[]>(options: ThreadPoolOptions<InitArgs>): Pool {
  refuseWhileLoading("a ThreadPoolExecutor was constructed");
  refuseTooDeep("a ThreadPoolExecutor was constructed");
  const { initializer, initargs = [], resourceLimits } = options;
  const { value, specials } = encodeArguments([...initargs], "initargs");
  const limits = poolLimits(options);
  return new Pool({
    limits,
    namePrefix: options.threadNamePrefix ?? `ThreadPoolExecutor-${pools++}`,
    initializer:
      initializer === undefined
        ? undefined
        : { identity: identify(initializer, "initializer"), args: [value, specials] },
    startWorker: (settings, events) =>
      new WorkerHandle(
        {
          ...settings,
          daemon: false,
          once: false,
          capacity: limits.tasksPerWorker + MOST_AHEAD,
          resourceLimits,
        },
        events,
      ),
    medium: messageMedium,
    kind: "thread",
    BrokenError: BrokenThreadPoolError,
  });
}

/**
 * Runs tasks in a pool of threads. CPython: `concurrent.futures.ThreadPoolExecutor`, on threads that run at the
 * same time (nearest in CPython: `InterpreterPoolExecutor`).
 *
 * ```ts
 * await using executor = new ThreadPoolExecutor({ maxWorkers: 5 });
 * const futures = urls.map((url) => executor.submit(getStatus, url));
 * for await (const done of asCompleted(futures)) console.log(done.result());
 * ```
 *
 * One queue serves all threads, so a slow task never holds up those behind it while a thread is idle. Threads are
 * started on demand, idle ones are reused first; they stay until `shutdown`, or until nobody has the executor any
 * more, but an idle pool does not keep the program alive. A thread that dies fails the task it ran with
 * `WorkerDiedError` and is replaced.
 *
 * Where no more threads can be started (some 4,000 are alive: `ResourceExhaustedError`), it goes on with those that it
 * has. If it has none, or three in a row die before they are up, it is broken: its futures reject, and `submit` throws,
 * with a `BrokenThreadPoolError` whose `cause` says why.
 *
 * Tasks begin in the order of their submission, but that a few of those that have always been short may be overtaken
 * (see transport/PROTOCOL.md).
 *
 * It crosses to threads as an argument. A task that has it submits to the pool that it runs in; what that task waits for
 * when no thread is free, its own thread runs. DeadlockError where that cannot be (the thread holds an `RLock`; it blocks
 * for a task that is asynchronous) and every other thread of the pool waits, too. In another thread `submit` does not
 * throw QueueFullError, the future rejects with it; `statistics()` blocks until the executor's own thread has answered;
 * a task cannot wait for the `shutdown` of the pool that it runs in.
 */
export class ThreadPoolExecutor<
  InitArgs extends readonly unknown[] = readonly unknown[],
> extends PoolExecutor {
  /**
   * Starts no thread, unless `minWorkers` asks for it; one that cannot be started is no error here (see above).
   *
   * @param options how many threads, and what they are like; all have defaults
   * @throws RangeError or TypeError if an option is not what it should be
   * @throws NotATaskError, SerializationError for `initializer` and `initargs`
   * @throws MissingMainGuardError in a module that is being loaded in a worker, or eight threads deep
   */
  constructor(options: ThreadPoolOptions<InitArgs> = {}) {
    const pool = options instanceof PoolClient ? options : poolFor(options);
    super(pool);
  }
}

shareExecutors(ThreadPoolExecutor, "multilane.ThreadPoolExecutor", (client) =>
  Reflect.construct(ThreadPoolExecutor, [client]),
);
