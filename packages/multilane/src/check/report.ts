/** What a check found. */

/** A schedule that goes wrong. */
export interface Failure {
  /** What is wrong after it. */
  readonly reason: string;
  /** One line per step. */
  readonly schedule: readonly string[];
  /** The same schedule for `replaySchedule`. */
  readonly replay: string;
  /** What an agent threw, with its stack, if that is what is wrong. */
  readonly error?: unknown;
}

/** What a search found. */
export interface Report {
  /** The shortest schedule that goes wrong among those with the fewest preemptions, if any does. */
  readonly failure: Failure | undefined;
  /** Whether every schedule within the bounds was followed, and none goes wrong. */
  readonly complete: boolean;
  /** How many different states were seen. */
  readonly states: number;
  /** How many steps from one to another. */
  readonly transitions: number;
}

/** The failure as a text for people: the reason, the schedule, and how to see it again. */
export function formatFailure({ reason, schedule, replay }: Failure): string {
  const lines = schedule.map((line, index) => `${String(index + 1).padStart(4)}. ${line}`);
  return [reason, ...lines, `replay: ${replay}`].join("\n");
}
