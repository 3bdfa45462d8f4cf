/**
 * Worker threads and message ports, as the library uses them: the one place that imports `node:worker_threads`
 * for starting threads.
 */
import { MessageChannel, parentPort, receiveMessageOnPort, Worker, workerData } from "node:worker_threads";
import type { MessagePort, ResourceLimits, Transferable } from "node:worker_threads";

export { MessageChannel, parentPort, Worker };
export type { MessagePort, ResourceLimits };

/** What a worker of ours is started with. */
export interface WorkerOptions {
  /** Shown by debuggers, and as `threadName` on Node 22+. */
  readonly name: string;
  /** Arrives in the worker under the key `multilane` of its `workerData`. */
  readonly birth: unknown;
  readonly transfer?: readonly Transferable[];
  readonly resourceLimits?: ResourceLimits | undefined;
}

/**
 * The options of Node that a worker may inherit: all but those that say what main runs. `node --input-type=module
 * --eval …` could otherwise start no worker.
 */
function inheritedOptions(): string[] {
  const kept: string[] = [];
  const { execArgv } = process;
  for (let index = 0; index < execArgv.length; index++) {
    const option = execArgv[index] ?? "";
    if (/^(-e|-p|-pe|--eval|--print|--input-type)$/.test(option)) index++;
    else if (!/^--(eval|print|input-type)=/.test(option)) kept.push(option);
  }
  return kept;
}

/** Starts a worker that does not by itself keep the program alive: whoever needs it counts in `keep-alive.ts`. */
export function startWorker(entry: URL, options: WorkerOptions): Worker {
  const worker = new Worker(entry, {
    name: options.name,
    workerData: { multilane: options.birth },
    transferList: [...(options.transfer ?? [])],
    execArgv: inheritedOptions(),
    ...(options.resourceLimits === undefined ? {} : { resourceLimits: options.resourceLimits }),
  });
  worker.unref();
  return worker;
}

/** What this thread was started with by {@link startWorker}; `undefined` in a thread that is not ours. */
export function birthData(): unknown {
  const data: unknown = workerData;
  return typeof data === "object" && data !== null && "multilane" in data ? data.multilane : undefined;
}

/** Takes one message that has arrived, without the event loop; `undefined` when there is none. */
export function receive(port: MessagePort): { readonly message: unknown } | undefined {
  return receiveMessageOnPort(port);
}
