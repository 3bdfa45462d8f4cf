/** The part of a state that belongs to one agent. */
import type { Happening } from "./operation.js";
import type { Past } from "./past.js";

const NOTHING: readonly Happening[] = [];

/** Changed only while no other state has it: see `State.own`. */
export class AgentState {
  past: Past;
  /** Blocked in a wait, or (if it is up to date) in a `pause`. */
  asleep = false;
  dead = false;
  /** Whether nothing has changed since its last `pause`: the next one will block. */
  upToDate = false;
  /** What its event loop has been told to run, in order, and has not run yet. */
  inbox: readonly Happening[] = NOTHING;
  /** How many `waitAsync`s it has begun. */
  waits = 0;

  constructor(past: Past) {
    this.past = past;
  }

  clone(): AgentState {
    const copy = new AgentState(this.past);
    copy.asleep = this.asleep;
    copy.dead = this.dead;
    copy.upToDate = this.upToDate;
    copy.inbox = this.inbox;
    copy.waits = this.waits;
    return copy;
  }

  /** Whether it is blocked in a loop that spins. */
  get isPaused(): boolean {
    return this.asleep && this.upToDate;
  }
}
