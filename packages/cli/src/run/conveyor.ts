/**
 * From an input of any length to a report in the same order, with a bounded number of jobs on the way: takes
 * entries, starts each different job once, and hands out the outcomes in input order as soon as they can be.
 */

/** What is conveyed. `E` is an entry of the input, `O` the outcome of its job. */
export interface Conveyed<E, O> {
  readonly entries: AsyncIterator<E, unknown, undefined>;
  /** Entries with equal keys are one job. `undefined`: no job at all, see `refuse`. */
  key(entry: E): string | undefined;
  /** The outcome of an entry that cannot be a job. */
  refuse(entry: E): O;
  /** Starts the job. A rejection ends the whole conveyance: what is wrong with one job belongs into its outcome. */
  start(entry: E): Promise<O>;
  /** The outcome of an entry that was read, but not started, before the stop. */
  notReached(entry: E): O;
  /** Called once for each entry, in input order. `repeated`: an earlier entry was the same job. */
  emit(entry: E, outcome: O, repeated: boolean): void;
  /** Called after some entries have been emitted; nothing is emitted until it resolves. */
  flush(): Promise<void>;
  /** Jobs that may be started and not over. */
  readonly limit: number;
  /** When aborted: nothing is started any more; what is running is expected to end by itself soon. */
  readonly stop: AbortSignal;
}

/** Lines that may wait for a slow one before them; then reading pauses. About 300 bytes each. */
const MOST_WAITING = 100_000;

/** Entries that are emitted between two flushes, at most. */
const BATCH = 500;
/** After a stop, how long the rest of the input is still read for the report. */
const DRAIN_MS = 1000;
/** After a stop, how long running jobs may take to end by themselves. */
const ABORT_MS = 5000;

/** Where the outcome of one job will lie; all entries with the same key look into the same box. */
interface Box<O> {
  outcome?: { readonly value: O };
}

/** Conveys everything; resolves when the last entry has been emitted. Raises what reading, starting or emitting raise. */
export async function convey<E, O>(work: Conveyed<E, O>): Promise<void> {
  const conveyor = new Conveyor(work);
  const onStop = (): void => conveyor.stop();
  work.stop.addEventListener("abort", onStop);
  try {
    if (work.stop.aborted) onStop();
    await conveyor.run();
  } finally {
    work.stop.removeEventListener("abort", onStop);
    conveyor.dispose();
  }
}

class Conveyor<E, O> {
  readonly #work: Conveyed<E, O>;
  /** First come, first out; what lies before `#head` has been emitted. */
  readonly #belt: { readonly entry: E; readonly box: Box<O>; readonly repeated: boolean }[] = [];
  #head = 0;
  #running = 0;
  #emitting = false;
  #stopped = false;
  #drained = false;
  #abandoned = false;
  #fatal: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;
  readonly #seen = new Map<string, Box<O>>();
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(work: Conveyed<E, O>) {
    this.#work = work;
  }

  async run(): Promise<void> {
    for (;;) {
      const next = await this.#read();
      if (next === undefined || next.done === true) break;
      this.#take(next.value);
      await this.#until(
        () => (this.#running < this.#work.limit || this.#stopped) && this.#waiting < MOST_WAITING,
      );
    }
    await this.#until(() => this.#running === 0 || this.#abandoned);
    this.#settleAbandoned();
    await this.#until(() => this.#waiting === 0 && !this.#emitting);
  }

  stop(): void {
    this.#stopped = true;
    const after = (ms: number, act: () => void): void => void this.#timers.push(setTimeout(act, ms));
    after(DRAIN_MS, () => {
      this.#drained = true;
      this.#wakeUp();
    });
    after(ABORT_MS, () => {
      this.#abandoned = true;
      this.#wakeUp();
    });
    this.#wakeUp();
  }

  dispose(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  get #waiting(): number {
    return this.#belt.length - this.#head;
  }

  /** The next entry; `undefined` if after a stop the source is too slow to wait for. */
  async #read(): Promise<IteratorResult<E, unknown> | undefined> {
    let next: IteratorResult<E, unknown> | undefined;
    this.#work.entries.next().then(
      (result) => {
        next = result;
        this.#wakeUp();
      },
      (error: unknown) => this.#fail(error),
    );
    await this.#until(() => next !== undefined || this.#drained);
    return next;
  }

  #take(entry: E): void {
    const work = this.#work;
    const name = work.key(entry);
    const known = name === undefined ? undefined : this.#seen.get(name);
    const box: Box<O> = known ?? {};
    this.#belt.push({ entry, box, repeated: known !== undefined });
    if (name === undefined) box.outcome = { value: work.refuse(entry) };
    else if (known === undefined) {
      this.#seen.set(name, box);
      if (this.#stopped) box.outcome = { value: work.notReached(entry) };
      else this.#start(entry, box);
    }
    if (box.outcome !== undefined) this.#emit();
  }

  #start(entry: E, box: Box<O>): void {
    this.#running += 1;
    this.#work
      .start(entry)
      .then(
        (value) => {
          box.outcome ??= { value };
        },
        (error: unknown) => this.#fail(error),
      )
      .finally(() => {
        this.#running -= 1;
        this.#emit();
        this.#wakeUp();
      });
  }

  /** Jobs that do not end although they were told to: their entries are reported as not reached. */
  #settleAbandoned(): void {
    for (const { entry, box } of this.#belt.slice(this.#head))
      box.outcome ??= { value: this.#work.notReached(entry) };
    this.#emit();
  }

  /** Emits what is ready at the head of the belt. */
  #emit(): void {
    if (this.#emitting || this.#fatal !== undefined) return;
    this.#emitting = true;
    this.#emitReady().catch((error: unknown) => this.#fail(error));
  }

  async #emitReady(): Promise<void> {
    for (let emitted = 0; ; emitted = 0) {
      for (
        let first = this.#belt[this.#head];
        first?.box.outcome !== undefined;
        first = this.#belt[this.#head]
      ) {
        this.#work.emit(first.entry, first.box.outcome.value, first.repeated);
        this.#head += 1;
        emitted += 1;
        if (emitted === BATCH) break;
      }
      if (emitted === 0) break;
      await this.#work.flush();
      this.#belt.splice(0, this.#head);
      this.#head = 0;
    }
    // In the same step as the last look at the belt: an outcome that comes now finds nobody emitting.
    this.#emitting = false;
    this.#wakeUp();
  }

  #fail(error: unknown): void {
    this.#fatal ??= { error };
    this.#wakeUp();
  }

  #wakeUp(): void {
    this.#wake?.();
  }

  /** Waits until `ready()`; asked again whenever something has happened. Raises what went wrong for all. */
  async #until(ready: () => boolean): Promise<void> {
    for (;;) {
      if (this.#fatal !== undefined) throw this.#fatal.error;
      if (ready()) return;
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
  }
}
