/**
 * Worker threads and message ports, as the library uses them: the one place that imports `node:worker_threads`
 * for starting threads.
 */
import { MessageChannel, parentPort, receiveMessageOnPort, Worker, workerData } from "node:worker_threads";
import type {
  MessagePort,
  ResourceLimits,
  Transferable,
  WorkerOptions as NodeOptions,
} from "node:worker_threads";

export { MessageChannel, parentPort, Worker };
export type { MessagePort, ResourceLimits, Transferable };

/** What a worker of ours is started with. */
export interface WorkerOptions {
  /** Shown by debuggers, and as `threadName` on Node 22+. */
  readonly name: string;
  /** Arrives in the worker as {@link birthData}. */
  readonly birth: unknown;
  readonly transfer?: readonly Transferable[];
  readonly resourceLimits?: ResourceLimits | undefined;
  /** Without the options and the environment of the program: what they load into workers is not for this one. */
  readonly bare?: boolean;
}

/** A key that no worker data of a user's has. */
const BIRTH = "multilane:birth:1";

/**
 * The options of Node that a worker may inherit: all but those that say what main runs. `node --input-type=module
 * --eval …` could otherwise start no worker.
 */
function inheritedOptions(): string[] | undefined {
  const kept: string[] = [];
  const { execArgv } = process;
  for (let index = 0; index < execArgv.length; index++) {
    const option = execArgv[index] ?? "";
    if (/^(-e|-p|-pe|--eval|--print|--input-type)$/.test(option)) index++;
    else if (!/^--(eval|print|input-type)=/.test(option)) kept.push(option);
  }
  // Given at all, they must be such as a worker may have of its own; those of the whole process are inherited anyway.
  return kept.length === execArgv.length ? undefined : kept;
}

/** `new Worker` refuses options of the whole process (`--expose-gc`) when options are given: then none are. */
function makeWorker(entry: URL, options: NodeOptions): Worker {
  try {
    return new Worker(entry, options);
  } catch (error) {
    const refused =
      error instanceof Error && "code" in error && error.code === "ERR_WORKER_INVALID_EXEC_ARGV";
    if (!refused) throw error;
    return new Worker(entry, { ...options, execArgv: [] });
  }
}

/** Starts a worker that does not by itself keep the program alive: whoever needs it counts in `keep-alive.ts`. */
export function startWorker(entry: URL, options: WorkerOptions): Worker {
  const execArgv = options.bare === true ? [] : inheritedOptions();
  const worker = makeWorker(entry, {
    name: options.name,
    workerData: { [BIRTH]: options.birth },
    transferList: [...(options.transfer ?? [])],
    ...(execArgv === undefined ? {} : { execArgv }),
    ...(options.bare === true ? { env: {} } : {}),
    ...(options.resourceLimits === undefined ? {} : { resourceLimits: options.resourceLimits }),
  });
  worker.unref();
  return worker;
}

/** What this thread was started with by {@link startWorker}; `undefined` in a thread that is not ours. */
export function birthData(): unknown {
  const data: unknown = workerData;
  return typeof data === "object" && data !== null && BIRTH in data ? data[BIRTH] : undefined;
}

/** Takes one message that has arrived, without the event loop; `undefined` when there is none. */
export function receive(port: MessagePort): { readonly message: unknown } | undefined {
  return receiveMessageOnPort(port);
}

/** A copy of a value to which some objects in it are moved. */
export function moveClone<T>(value: T, transfer: readonly Transferable[]): T {
  return structuredClone(value, { transfer: [...transfer] });
}
