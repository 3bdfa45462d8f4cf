import { InvalidStateError, WorkerDiedError } from "../errors.js";
import { Future } from "../future/future.js";
import { encodeArguments } from "../memory/codec/codec.js";
import { blockUntil } from "../memory/thread-slots.js";
import { checkTimeout, sharedNow } from "../platform/clock.js";
import { captureCallSite, NOWHERE } from "../platform/stack.js";
import type { CallSite } from "../platform/stack.js";
import type { WaitOptions } from "../platform/wait-options.js";
import type { TaskIdentity } from "../task/identity.js";
import { describeTask, identify, refuseWhileLoading } from "../task/resolve.js";
import type { TaskReference } from "../task/types.js";
import type { Death } from "./death.js";
import { settleOutcome } from "./settle.js";
import { hold, release } from "./lifetime.js";
import { ownSlot, refuseTooDeep } from "./self.js";
import { currentThread } from "./thread-info.js";
import { drainTimers, schedule, timerThreadIdent, unschedule } from "./timer-thread.js";
import type { TimerCall } from "./timer-thread.js";

let counter = 0;

/**
 * Runs a task in another thread when a time is over, unless it is cancelled before. CPython: `threading.Timer`.
 *
 * ```ts
 * const timer = new Timer(30_000, warn, ["no answer for 30 s"]);
 * timer.start();
 * // …
 * timer.cancel();
 * ```
 *
 * It fires also while the thread that started it is blocked. All timers of a thread share **one** thread, which is
 * started with the first of them (20–40 ms, about 9 MB) and costs nothing while it waits. So a task that blocks it, or
 * computes for long, delays the tasks of the other timers; asynchronous ones run beside each other. The first run of a
 * task waits for its module to be loaded there. A task that ends that thread ends the tasks that run in it; timers that
 * are not due yet are taken over by a new one, when the event loop of the thread that started them turns.
 *
 * Like a `Thread` it keeps the program alive until it is over, unless it is a daemon, and its errors go to the hook of
 * `setThreadExceptHook` while nobody waits in `join`.
 */
export class Timer<Args extends readonly unknown[] = readonly unknown[], Result = unknown> {
  /** For people. Default: `Timer-N (task)`. */
  name: string;
  /** Milliseconds between `start()` and the call. */
  readonly interval: number;
  /** What the task is called with, copied when the timer starts. The timer's own array. */
  readonly args: Args;
  readonly #identity: TaskIdentity;
  readonly #taskName: string;
  readonly #id: number;
  readonly #outcome: Future<Awaited<Result> | undefined>;
  #daemon: boolean;
  #started = false;
  #cancelled = false;
  #call: TimerCall | undefined;
  #joining = 0;
  #site: CallSite = NOWHERE;

  /**
   * @param milliseconds ≥ 0; `Infinity` never fires
   * @param task what to run: a task
   * @param args what to call it with
   * @throws RangeError for NaN and negatives; NotATaskError
   */
  constructor(
    milliseconds: number,
    task: TaskReference<Args, Result>,
    ...[args]: [] extends Args ? [args?: Readonly<NoInfer<Args>>] : [args: Readonly<NoInfer<Args>>]
  ) {
    this.interval = checkTimeout(milliseconds, "the interval of a Timer");
    this.#identity = identify(task, "Timer");
    this.#taskName = describeTask(task, this.#identity);
    this.#id = ++counter;
    this.name = `Timer-${counter} (${this.#taskName})`;
    this.#daemon = currentThread().daemon;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a copy has the type of the original; without one, Args may be empty
    this.args = [...(args ?? [])] as readonly unknown[] as Args;
    this.#outcome = new Future<Awaited<Result> | undefined>({
      cancel: () => false,
      running: () => this.#call !== undefined,
      block: (future, deadline) => {
        blockUntil(ownSlot().index, () => (drainTimers(), future.done()), deadline);
      },
    });
  }

  /**
   * Whether the program may end before it is over. Default: as the thread that makes it. May be set before `start()`.
   *
   * @throws InvalidStateError when set after that
   */
  get daemon(): boolean {
    return this.#daemon;
  }

  set daemon(daemon: boolean) {
    if (this.#started)
      throw new InvalidStateError(
        `cannot make ${this.name} a daemon or not, since it has been started: set it before start()`,
      );
    this.#daemon = daemon;
  }

  /** The ident of the thread that all timers of this thread share; `undefined` before `start()`. */
  get ident(): number | undefined {
    return this.#started ? timerThreadIdent() : undefined;
  }

  /** Whether it has been cancelled, or its task is over. */
  get finished(): boolean {
    return this.#cancelled || this.#outcome.done();
  }

  /** Whether it has been started, is not cancelled, and its task is not over. */
  isAlive(): boolean {
    return this.#started && !this.finished;
  }

  /**
   * Starts the time. Returns at once.
   *
   * @throws InvalidStateError if it has been started before, or in an `exit` listener
   * @throws SerializationError if an argument cannot cross; it can be started no more than before
   * @throws MissingMainGuardError in a module that is being loaded in a worker
   * @throws ResourceExhaustedError if 65,536 timers of this thread are pending, or there are too many threads
   */
  start(): void {
    if (this.#started)
      throw new InvalidStateError(`${this.name} has been started already: timers can only be started once`);
    refuseWhileLoading(`${this.name} was started`);
    refuseTooDeep(`${this.name} was started`);
    if (this.#cancelled) {
      this.#started = true;
      this.#outcome.setResult(undefined);
      return;
    }
    this.#site = captureCallSite();
    this.#schedule(this.#makeCall(sharedNow() + this.interval));
  }

  /**
   * Stops the timer, if it has not fired: before `start()` too, and then it never will.
   *
   * @returns whether it is cancelled: `true` means that the task will never run, `false` that it has begun
   */
  cancel(): boolean {
    if (this.#cancelled) return true;
    if (this.#started && (this.#call === undefined || !unschedule(this.#call))) return false;
    this.#cancelled = true;
    if (this.#started) {
      this.#outcome.setResult(undefined);
      this.#over();
    }
    return true;
  }

  /**
   * Waits until the timer is over: cancelled, or its task done.
   *
   * @returns what the task returned, `undefined` if the timer was cancelled
   * @throws what the task threw; WorkerDiedError if it ended its thread
   * @throws TimeoutError after `timeout`; the signal's reason on abort; the timer goes on in both cases
   * @throws InvalidStateError before `start()`
   */
  async join(options: WaitOptions = {}): Promise<Awaited<Result> | undefined> {
    this.#refuseUnstarted("join");
    this.#joining++;
    hold();
    try {
      return await this.#outcome.result(options);
    } finally {
      release();
      this.#joining--;
    }
  }

  /**
   * Blocks this thread until the timer is over; see {@link join} for value and errors.
   *
   * @param options `timeout` in milliseconds
   */
  joinSync(options: Pick<WaitOptions, "timeout"> = {}): Awaited<Result> | undefined {
    this.#refuseUnstarted("joinSync");
    this.#joining++;
    try {
      return this.#outcome.resultSync(options);
    } finally {
      this.#joining--;
    }
  }

  /** `<Timer(Timer-1 (warn), started)>` */
  toString(): string {
    const state = !this.#started ? "initial" : this.isAlive() ? "started" : "stopped";
    return `<Timer(${this.name}, ${this.#cancelled ? "cancelled" : state}${this.daemon ? " daemon" : ""})>`;
  }

  #refuseUnstarted(what: string): void {
    if (!this.#started)
      throw new InvalidStateError(
        `${what}() of ${this.name}, which has not been started: call start() first`,
      );
  }

  #makeCall(due: number): TimerCall {
    const { value, specials } = encodeArguments([...this.args]);
    return {
      id: this.#id,
      attempt: 1,
      identity: this.#identity,
      name: this.#taskName,
      args: [value, specials],
      short: false,
      ticket: undefined,
      due,
      settled: (threw, result) => this.#settle(threw, result),
      died: (death) => this.#die(death),
    };
  }

  #schedule(call: TimerCall): void {
    // First, since a call that cannot be sent is settled before schedule() returns.
    this.#started = true;
    this.#call = call;
    if (!this.#daemon) hold();
    try {
      schedule(call);
    } catch (error) {
      this.#started = false;
      this.#over();
      throw error;
    }
  }

  /** Nothing holds the program for it any more. */
  #over(): void {
    this.#call = undefined;
    if (!this.#daemon) release();
  }

  #settle(threw: boolean, value: unknown): void {
    this.#over();
    settleOutcome(this.#outcome, threw, value, this.#site, this.#joining === 0 ? this : undefined);
  }

  #die({ reason, exitCode, error }: Death): void {
    if (reason === "crash") {
      this.#settle(true, error);
      return;
    }
    const why = reason === "oom" ? "ran out of memory" : `ended with exit code ${exitCode}`;
    const death = { reason, exitCode, task: this.#taskName, attempt: 1 };
    const options = error === undefined ? undefined : { cause: error };
    const message = `the thread of the timers ${why} before the task of ${this.name} was over`;
    this.#settle(true, new WorkerDiedError(message, death, options));
  }
}
