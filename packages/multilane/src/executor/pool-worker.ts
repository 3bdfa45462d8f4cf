/** What a pool asks of one of its workers, whether that is a thread or a process. */
import type { Initializer } from "../thread/birth.js";
import type { Kill } from "../process/relay-messages.js";
import type { WorkerEvents } from "../thread/worker-handle.js";
import type { Payload } from "../transport/messages.js";
import type { PoolCall } from "./pool-call.js";

/**
 * A worker of a pool, from the side of the thread that owns the pool. `WorkerHandle` is one for a thread,
 * `ProcessHandle` one for a process.
 */
export interface PoolWorker {
  readonly name: string;
  /** What the system or the library calls it: a thread's ident, a process's id; 0 while it has none. */
  readonly ident: number;
  /** Whether it is up, its initializer over. */
  readonly ready: boolean;
  /** How many calls it has: running, or waiting. */
  readonly load: number;
  /** Whether all of its calls are short ones. */
  readonly onlyShort: boolean;
  /** When it last answered, or got something to do; milliseconds on `now()`. */
  readonly lastNews: number;
  /** Whether it may be sent one more call. */
  readonly hasRoom: boolean;
  /** Its waiting calls were taken away, since a task seems to block it; its next word ends that. */
  suspect: boolean;
  /** Sends a call, with the next {@link flush}; there must be room. */
  send(call: PoolCall): void;
  /** Hands over what was sent. */
  flush(): void;
  /** Takes a call back: true means that it has not begun and never will here. */
  revoke(call: PoolCall): boolean;
  /** Whether it runs this call now. */
  running(call: PoolCall): boolean;
  /** The calls that it has and has not begun, in the order of their submission. */
  unbegun(): PoolCall[];
  /** Asks a running call to stop; its `currentTask().signal` aborts with this reason. */
  abort(call: PoolCall, reason: Payload): void;
  /** One of the signals among the arguments of a call that it has has aborted. */
  abortSignal(call: PoolCall, index: number, reason: Payload): void;
  /** Takes in what has arrived, without the event loop; finds out, too, if it has died. */
  drain(): void;
  /** Lets it end when it has nothing to do. Resolves when it is gone. */
  stop(): Promise<void>;
  /**
   * Ends it wherever it stands. Resolves when it is gone.
   *
   * @param signal what to send to a process; default: SIGKILL, which it cannot refuse. A thread has no signals.
   */
  terminate(signal?: Kill): Promise<void>;
  /** Resolves when it is gone; keeps this thread alive until then. */
  gone(): Promise<void>;
}

/** What a pool wants of a worker that it has started. */
interface PoolWorkerSettings {
  readonly name: string;
  /** Calls that run at once. */
  readonly concurrency: number;
  /** Run before any call; none is taken until it has returned. */
  readonly initializer: Initializer | undefined;
  /** Whether it says with each answer how many bytes its heap has. */
  readonly reportHeap: boolean;
  /** The pool whose worker it is. */
  readonly pool: string;
}

/** Starts a worker. @throws what keeps it from being started */
export type StartWorker = (settings: PoolWorkerSettings, events: WorkerEvents<PoolCall>) => PoolWorker;
