import { BrokenProcessPoolError } from "../errors.js";
import { encodeArguments, processMedium } from "../memory/codec/codec.js";
import { currentEnvironment, inheritedExecArgv } from "../platform/processes.js";
import { ProcessHandle } from "../process/process-handle.js";
import { identify, refuseWhileLoading } from "../task/resolve.js";
import { refuseTooDeep } from "../thread/self.js";
import { shareExecutors } from "./nested/crossing.js";
import { PoolClient } from "./nested/pool-client.js";
import type { PoolAccess } from "./pool-access.js";
import { PoolExecutor } from "./pool-executor.js";
import { poolLimits } from "./pool-options.js";
import type { ProcessPoolOptions } from "./pool-options.js";
import { Pool } from "./pool.js";

let pools = 0;

function execArgvOf({ execArgv }: Pick<ProcessPoolOptions, "execArgv">): readonly string[] {
  if (execArgv === undefined) return inheritedExecArgv();
  const given: unknown = execArgv;
  if (!Array.isArray(given) || !given.every((option) => typeof option === "string"))
    throw new TypeError('execArgv must be an array of strings: ["--max-old-space-size=512"]');
  return [...execArgv];
}

function envOf({ env }: Pick<ProcessPoolOptions, "env">): Readonly<Record<string, string | undefined>> {
  if (env === undefined) return currentEnvironment();
  const given: unknown = env;
  if (typeof given !== "object" || given === null)
    throw new TypeError('env must be an object of strings: { ...process.env, LANG: "C" }');
  // As it is now: processes are started later, too.
  return { ...env };
}

function poolFor<InitArgs extends readonly unknown[]>(options: ProcessPoolOptions<InitArgs>): Pool {
  refuseWhileLoading("a ProcessPoolExecutor was constructed");
  refuseTooDeep("a ProcessPoolExecutor was constructed");
  const { initializer, initargs = [] } = options;
  const { value, specials } = encodeArguments([...initargs], "initargs", processMedium);
  const execArgv = execArgvOf(options);
  const env = envOf(options);
  return new Pool({
    limits: poolLimits(options),
    namePrefix: options.threadNamePrefix ?? `ProcessPoolExecutor-${pools++}`,
    initializer:
      initializer === undefined
        ? undefined
        : { identity: identify(initializer, "initializer"), args: [value, specials] },
    startWorker: (settings, events) => new ProcessHandle({ ...settings, execArgv, env }, events),
    medium: processMedium,
    kind: "process",
    BrokenError: BrokenProcessPoolError,
  });
}

/**
 * Runs tasks in a pool of processes. CPython: `concurrent.futures.ProcessPoolExecutor`, with the start method "spawn".
 *
 * ```ts
 * await using executor = new ProcessPoolExecutor({ maxWorkers: 4, execArgv: ["--max-old-space-size=512"] });
 * for await (const size of executor.map(thumbnail, files)) console.log(size);
 * ```
 *
 * It is a `ThreadPoolExecutor` whose workers share nothing with this process: a task that exhausts its memory, crashes
 * in native code, or is killed takes one process with it; its call fails with `WorkerDiedError`, the process is
 * replaced, and everything else goes on. Each process has its own `process.env`, `process.chdir()`, `process.title`.
 *
 * The price: a process starts as slowly as Node does and takes some 80 MB; a call takes 0.2 to 0.4 ms, and its values
 * are copied as bytes. What stands for shared memory (a `Lock`, a `SharedArrayBuffer`) is refused with `NotSharedError`,
 * as an argument, as a result, and where a task uses a named primitive. A call counts as begun as soon as it is sent;
 * nothing is sent ahead.
 *
 * If three processes in a row end before they are up, the pool is broken: its futures reject, and `submit` throws, with
 * a `BrokenProcessPoolError` whose `cause` says why.
 *
 * Processes have this one's working directory and standard streams. They take no notice of Ctrl-C, which the terminal
 * sends to all, and end with this process, however it ends; an idle pool does not keep the program alive.
 */
export class ProcessPoolExecutor<
  InitArgs extends readonly unknown[] = readonly unknown[],
> extends PoolExecutor {
  readonly #pool: PoolAccess;

  /**
   * Starts no process, unless `minWorkers` asks for it; one that cannot be started is no error here (see above).
   *
   * @param options how many processes, and what they are like; all have defaults
   * @throws RangeError or TypeError if an option is not what it should be
   * @throws NotATaskError, SerializationError, NotSharedError for `initializer` and `initargs`
   * @throws MissingMainGuardError in a module that is being loaded in a worker, or eight threads and processes deep
   */
  constructor(options: ProcessPoolOptions<InitArgs> = {}) {
    const pool = options instanceof PoolClient ? options : poolFor(options);
    super(pool);
    this.#pool = pool;
  }

  /**
   * Shuts the executor down and asks its processes to end, by SIGTERM: at once, unless a task has a listener for that
   * signal. What has not begun is cancelled; what runs fails with `WorkerDiedError`, reason `terminated`. CPython 3.14:
   * `terminate_workers`.
   *
   * @returns resolves when the processes are gone
   */
  terminateWorkers(): Promise<void> {
    return this.#pool.endWorkers("SIGTERM");
  }

  /** As {@link terminateWorkers}, by SIGKILL, which no process can refuse. CPython 3.14: `kill_workers`. */
  killWorkers(): Promise<void> {
    return this.#pool.endWorkers("SIGKILL");
  }
}

shareExecutors(ProcessPoolExecutor, "multilane.ProcessPoolExecutor", (client) =>
  Reflect.construct(ProcessPoolExecutor, [client]),
);
