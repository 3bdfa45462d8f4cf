import { InvalidStateError, ThreadTerminatedError, WorkerDiedError } from "../errors.js";
import { Future } from "../future/future.js";
import { encodeArguments } from "../memory/codec/codec.js";
import { isLive } from "../memory/thread-names.js";
import { advance, blockUntil, FINISHED } from "../memory/thread-slots.js";
import { addPump, removePump } from "../platform/pumps.js";
import { captureCallSite, NOWHERE } from "../platform/stack.js";
import type { CallSite } from "../platform/stack.js";
import type { WaitOptions } from "../platform/wait-options.js";
import type { ResourceLimits } from "../platform/workers.js";
import { describeTask, identify, refuseWhileLoading } from "../task/resolve.js";
import type { TaskReference } from "../task/types.js";
import { areConnectionsExpected } from "./connections.js";
import { settleOutcome } from "./settle.js";
import { hold, release } from "./lifetime.js";
import type { Death } from "./death.js";
import { ownSlot, refuseTooDeep } from "./self.js";
import { nameText, SharedName } from "./shared-name.js";
import { currentThread, forget, remember } from "./thread-info.js";
import type { ThreadInfo } from "./thread-info.js";
import { WorkerHandle } from "./worker-handle.js";
import type { Call } from "./worker-handle.js";

/** What a thread is made of. */
export type ThreadOptions<Args extends readonly unknown[], Result> = {
  /** What it runs: a task. */
  readonly target: TaskReference<Args, Result>;
  /** For people. Default, also for an empty one: `Thread-N (target)`. */
  readonly name?: string | undefined;
  /** Whether the program may end while it runs. Default: as the thread that makes it. */
  readonly daemon?: boolean | undefined;
  /** Limits of its memory and stack, as `node:worker_threads` has them. CPython: `threading.stack_size`. */
  readonly resourceLimits?: ResourceLimits | undefined;
} & ([] extends Args
  ? { /** What the target is called with. */ readonly args?: Readonly<NoInfer<Args>> | undefined }
  : { /** What the target is called with. */ readonly args: Readonly<NoInfer<Args>> });

let counter = 0;

/** The thread may have an executor of this thread's, or of one above: its calls are served while this one is blocked. */
function takeConnectionsOf(handle: WorkerHandle<Call>): void {
  const pump = (): void => handle.takeConnections();
  addPump(pump);
  void handle.over.then(() => removePump(pump));
}

/**
 * A thread of its own for one task, with its own event loop. CPython: `threading.Thread`.
 *
 * ```ts
 * const t = new Thread({ target: printAges, args: [200, 1000] });
 * t.start();
 * await t.join();
 * ```
 *
 * A thread is over when its target has settled; timers and promises that it leaves behind are dropped (threads
 * that it started itself are waited for). It costs 20–40 ms and about 9 MB: for many small tasks take a
 * `ThreadPoolExecutor`. The arguments are copied by structured clone when it starts; see "Values that cross".
 */
export class Thread<
  Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
> implements ThreadInfo {
  #givenName: string;
  #name: SharedName | undefined;
  #daemon: boolean;
  readonly #call: Omit<Call, "args" | "short" | "ticket">;
  readonly #args: readonly unknown[];
  readonly #resourceLimits: ResourceLimits | undefined;
  readonly #outcome: Future<Awaited<Result>>;
  #handle: WorkerHandle<Call> | undefined;
  #joining = 0;
  #site: CallSite = NOWHERE;

  /**
   * @throws NotATaskError if the target is not a task
   */
  constructor(options: ThreadOptions<Args, Result>) {
    const identity = identify(options.target, "Thread");
    this.#call = { id: ++counter, attempt: 1, identity, name: describeTask(options.target, identity) };
    this.#givenName = nameText(options.name ?? "") || `Thread-${counter} (${this.#call.name})`;
    this.#daemon = options.daemon ?? currentThread().daemon;
    this.#args = options.args ?? [];
    this.#resourceLimits = options.resourceLimits;
    this.#outcome = new Future<Awaited<Result>>({
      cancel: () => false,
      running: () => this.#handle !== undefined,
      block: (future, deadline) => {
        blockUntil(ownSlot().index, () => (this.#handle?.drain(), future.done()), deadline);
      },
    });
  }

  /** For people; need not be unique. It may be set at any time, also by the thread itself (`currentThread().name`). */
  get name(): string {
    return this.#name?.text ?? this.#givenName;
  }

  set name(name: string) {
    this.#givenName = nameText(name);
    if (this.#name !== undefined) this.#name.text = this.#givenName;
  }

  /**
   * Whether the program may end while it runs. May be set before `start()`.
   *
   * @throws InvalidStateError when set after that. CPython: `RuntimeError: cannot set daemon status of active thread`.
   */
  get daemon(): boolean {
    return this.#daemon;
  }

  set daemon(daemon: boolean) {
    if (this.#handle !== undefined)
      throw new InvalidStateError(
        `cannot make ${this.name} a daemon or not, since it has been started: set it before start()`,
      );
    this.#daemon = daemon;
  }

  /** A number that no other thread of this program has or will have; `undefined` before `start()`. */
  get ident(): number | undefined {
    return this.#handle?.slot.ident;
  }

  /**
   * Whether it has been started and its target is not over. Reads shared memory: it is up to date also in a thread
   * whose event loop has not turned. CPython: `is_alive()`.
   */
  isAlive(): boolean {
    return this.#handle !== undefined && !this.#outcome.done() && isLive(this.#handle.slot);
  }

  /**
   * Starts the thread. Returns at once.
   *
   * @throws InvalidStateError if it has been started before, or in an `exit` listener
   * @throws SerializationError if an argument cannot cross; it can be started no more than before
   * @throws MissingMainGuardError in a module that is being loaded in a worker
   * @throws ResourceExhaustedError if some 4,000 threads are alive
   */
  start(): void {
    if (this.#handle !== undefined)
      throw new InvalidStateError(`${this.name} has been started already: threads can only be started once`);
    refuseWhileLoading(`${this.name} was started`);
    refuseTooDeep(`${this.name} was started`);
    this.#site = captureCallSite();
    const { value, specials } = encodeArguments([...this.#args]);
    const call: Call = { ...this.#call, args: [value, specials], short: false, ticket: undefined };
    const handle = new WorkerHandle<Call>(
      {
        name: this.name,
        daemon: this.daemon,
        once: true,
        concurrency: 1,
        capacity: 1,
        resourceLimits: this.#resourceLimits,
      },
      {
        settled: (_, threw, result) => this.#settle(threw, result),
        ready: () => undefined,
        broken: () => undefined,
        drained: () => undefined,
        died: (death) => this.#die(death),
      },
    );
    this.#handle = handle;
    this.#name = new SharedName(handle.slot, this.name);
    remember(handle.slot.ident, this);
    if (!this.daemon) {
      hold();
      void handle.gone().finally(release);
    }
    if (areConnectionsExpected()) takeConnectionsOf(handle);
    handle.send(call);
    handle.flush();
  }

  /**
   * Waits for the end of the thread.
   *
   * @returns what the target returned
   * @throws what the target threw, or the uncaught error that ended the thread; WorkerDiedError if it exited or ran
   *   out of memory; ThreadTerminatedError
   * @throws TimeoutError after `timeout`; the signal's reason on abort; the thread runs on in both cases
   * @throws InvalidStateError before `start()`
   */
  async join(options: WaitOptions = {}): Promise<Awaited<Result>> {
    const handle = this.#started("join");
    this.#joining++;
    // Its result has arrived, if its target is over: a thread that is not alive is joined at once.
    if (!isLive(handle.slot)) handle.takeArrived();
    // A daemon does not keep the program alive, but whoever waits for it does.
    hold();
    try {
      return await this.#outcome.result(options);
    } finally {
      release();
      this.#joining--;
    }
  }

  /**
   * Blocks this thread until the end of the other; see {@link join} for value and errors.
   *
   * @param options `timeout` in milliseconds
   */
  joinSync(options: Pick<WaitOptions, "timeout"> = {}): Awaited<Result> {
    this.#started("joinSync");
    this.#joining++;
    try {
      return this.#outcome.resultSync(options);
    } finally {
      this.#joining--;
    }
  }

  /**
   * Ends the thread wherever it stands: `finally`, `using` and `exit` listeners do not run in it, and what it holds
   * stays held. `join` throws ThreadTerminatedError, unless the target was over. Resolves when the thread is gone.
   *
   * @throws InvalidStateError before `start()`
   */
  async terminate(): Promise<void> {
    await this.#started("terminate").terminate();
  }

  toString(): string {
    const state = this.#handle === undefined ? "initial" : this.isAlive() ? "started" : "stopped";
    return `<Thread(${this.name}, ${state}${this.daemon ? " daemon" : ""}${this.ident === undefined ? "" : ` ${this.ident}`})>`;
  }

  #started(what: string): WorkerHandle<Call> {
    if (this.#handle === undefined)
      throw new InvalidStateError(
        `${what}() of ${this.name}, which has not been started: call start() first`,
      );
    return this.#handle;
  }

  /** It is not alive any more, for nobody; and it takes its name along. */
  #over({ slot }: WorkerHandle<Call>): void {
    advance(slot, FINISHED);
    forget(slot.ident);
    this.#givenName = this.name;
  }

  #settle(threw: boolean, value: unknown): void {
    if (this.#outcome.done()) return;
    if (this.#handle !== undefined) this.#over(this.#handle);
    settleOutcome(this.#outcome, threw, value, this.#site, this.#joining === 0 ? this : undefined);
  }

  #die({ reason, exitCode, error }: Death): void {
    if (this.#outcome.done()) return;
    if (reason === "terminated") {
      if (this.#handle !== undefined) this.#over(this.#handle);
      this.#outcome.setException(
        new ThreadTerminatedError(`${this.name} was terminated before its target was over`),
      );
      return;
    }
    if (reason === "crash") {
      this.#settle(true, error);
      return;
    }
    const why = reason === "oom" ? "ran out of memory" : `ended with exit code ${exitCode}`;
    const death = { reason, exitCode, task: this.#call.name, attempt: this.#call.attempt };
    const options = error === undefined ? undefined : { cause: error };
    this.#settle(true, new WorkerDiedError(`${this.name} ${why} before its target was over`, death, options));
  }
}
