/**
 * What becomes of a call that runs for too long: it is aborted when its time is over, and if it goes on after that for
 * longer than its grace, its worker is ended. Works while the owner is blocked, too.
 */
import { TimeoutError } from "../errors.js";
import { Alarm } from "../platform/alarms.js";
import { sharedNow } from "../platform/clock.js";
import type { Lane } from "./lanes.js";
import type { PoolCall } from "./pool-call.js";

/** What the escalation does to calls. */
export interface EscalationPower {
  /** Takes in what the call's worker has said: it may be over. */
  hear(call: PoolCall): void;
  /** Has the call stop, and fails its future. */
  abort(call: PoolCall, reason: TimeoutError): void;
  /** Ends a worker. */
  endWorker(lane: Lane, reason: unknown): void;
}

/** The escalation of a pool's calls, one step at a time each. */
export class Escalation {
  readonly #power: EscalationPower;

  constructor(power: EscalationPower) {
    this.#power = power;
  }

  /** @param began when it began to run, in milliseconds on `sharedNow()` */
  started(call: PoolCall, began: number): void {
    const { timeout } = call.terms;
    // It may have been aborted while it began.
    if (timeout === Infinity || call.future.done()) return;
    this.#in(Math.max(0, began + timeout - sharedNow()), call, () => {
      if (!call.future.done())
        this.#power.abort(
          call,
          new TimeoutError(`${call.name} had not ended ${timeout} ms after it had begun`),
        );
    });
  }

  /** The call runs, and was told to stop. */
  aborted(call: PoolCall, reason: unknown): void {
    this.over(call);
    if (call.terms.cancelGrace !== Infinity)
      this.#in(call.terms.cancelGrace, call, (lane) => this.#power.endWorker(lane, reason));
  }

  /** The call does not run any more. */
  over(call: PoolCall): void {
    call.alarm?.cancel();
    call.alarm = undefined;
  }

  /** Only if the call has not ended by then: its answer may have come while the owner was busy. */
  #in(milliseconds: number, call: PoolCall, act: (lane: Lane) => void): void {
    this.over(call);
    call.alarm = new Alarm(milliseconds, () => {
      call.alarm = undefined;
      this.#power.hear(call);
      if (call.worker?.running(call) === true) act(call.worker);
    });
  }
}
