/**
 * Timers that also go off while their thread is blocked in a wait of this library: no event loop turns then, so the
 * wait looks after them (see `waitWithoutPumps`). They never keep the program alive by themselves.
 */
import { deadlineAfter, remaining, startTimer } from "./clock.js";
import type { TimerHandle } from "./clock.js";
import { addPump, removePump } from "./pumps.js";

const alarms = new Set<Alarm>();

/** Goes off once, unless it is cancelled before. */
export class Alarm {
  readonly deadline: number;
  readonly #callback: () => void;
  readonly #timer: TimerHandle;

  /** @param milliseconds from now; `Infinity`: never */
  constructor(milliseconds: number, callback: () => void) {
    this.deadline = deadlineAfter(milliseconds);
    this.#callback = callback;
    this.#timer = startTimer(milliseconds, () => this.goOff(), false);
    if (alarms.size === 0) addPump(goOffIfDue);
    alarms.add(this);
  }

  goOff(): void {
    this.cancel();
    this.#callback();
  }

  cancel(): void {
    this.#timer.cancel();
    if (alarms.delete(this) && alarms.size === 0) removePump(goOffIfDue);
  }
}

function goOffIfDue(): void {
  for (const alarm of alarms) if (remaining(alarm.deadline) === 0) alarm.goOff();
}

/** For how many milliseconds this thread may be blocked until an alarm is due; `Infinity` if there is none. */
export function untilNextAlarm(): number {
  let next = Infinity;
  for (const { deadline } of alarms) next = Math.min(next, deadline);
  return remaining(next);
}
