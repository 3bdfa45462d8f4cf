/**
 * The thread that runs all timers of this one: started with the first of them, a daemon, and idle until one is due.
 *
 * It is a worker like a pool's, sent its calls ahead of their time: the deadlines are kept there, so that they hold
 * while this thread is blocked. If a task ends it (by `process.exit`, by an uncaught error), the timers that were not
 * due yet go to a new one, with the same deadlines.
 */
import { ResourceExhaustedError } from "../errors.js";
import type { Death } from "./death.js";
import { reportThreadError } from "./except-hook.js";
import { currentThread } from "./thread-info.js";
import { WorkerHandle } from "./worker-handle.js";
import type { Call } from "./worker-handle.js";

/** A timer's call, and what becomes of it. */
export interface TimerCall extends Call {
  readonly due: number;
  readonly settled: (threw: boolean, value: unknown) => void;
  readonly died: (death: Death) => void;
}

/** How many timers of one thread may be pending or running. */
const MOST_TIMERS = 65_536;

/** So many threads in a row that ended before they ran a timer's task to its end are no accident. */
const ATTEMPTS = 3;

let thread: WorkerHandle<TimerCall> | undefined;
let fruitless = 0;

function open(): WorkerHandle<TimerCall> {
  const name = `Timers of ${currentThread().name}`;
  const opened = new WorkerHandle<TimerCall>(
    { name, daemon: true, once: false, concurrency: MOST_TIMERS, capacity: MOST_TIMERS },
    {
      settled: (call, threw, value) => {
        fruitless = 0;
        call.settled(threw, value);
      },
      ready: () => undefined,
      broken: () => undefined,
      drained: () => undefined,
      died: (death, begun, unbegun) => replace(opened, death, begun, unbegun),
    },
  );
  return opened;
}

/**
 * Sends a timer's call to its thread; it runs there when it is due.
 *
 * @throws ResourceExhaustedError if too many are pending, or no thread can be started
 */
export function schedule(call: TimerCall): void {
  thread ??= open();
  if (!thread.hasRoom)
    throw new ResourceExhaustedError(
      `${MOST_TIMERS} timers of ${currentThread().name} are pending already: cancel some, or use one timer for several`,
    );
  thread.send(call);
  thread.flush();
}

/** Takes a call back; true means that it will never run. */
export function unschedule(call: TimerCall): boolean {
  return thread?.revoke(call) === true;
}

/** The ident of the thread that the next timers will run in, if there is one. */
export function timerThreadIdent(): number | undefined {
  return thread?.slot.ident;
}

/** Takes in what has arrived, for a thread that is blocked. */
export function drainTimers(): void {
  thread?.drain();
}

function replace(
  dead: WorkerHandle<TimerCall>,
  death: Death,
  begun: readonly TimerCall[],
  unbegun: readonly TimerCall[],
): void {
  thread = undefined;
  if (begun.length === 0) {
    fruitless++;
    if (death.reason === "crash")
      reportThreadError(death.error, { name: dead.name, ident: dead.slot.ident, daemon: true });
  }
  const lost = [...begun];
  for (const call of unbegun) {
    try {
      if (fruitless < ATTEMPTS) schedule(call);
      else lost.push(call);
    } catch {
      // No thread can be started: what ended this one is the better explanation.
      lost.push(call);
    }
  }
  for (const call of lost) call.died(death);
}
