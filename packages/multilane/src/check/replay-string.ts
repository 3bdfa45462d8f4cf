/**
 * Schedules as text: a step is the agent's number and a letter: `s` for its next operation (`3` after it: three times),
 * `t` its wait times out, `e` its event loop runs what it was told, `r` its timer of the number that follows fires,
 * `k` it is killed. `0s4-1s2-0k-2e` is: four steps of agent 0, two of agent 1, agent 0 is killed, agent 2 hears of it.
 */
import type { Transition, TransitionKind } from "./transition.js";
import { agentOf, EVENT, KILL, kindOf, STEP, TIME_OUT, TIMER, timerOf, transition } from "./transition.js";

const LETTERS = ["s", "t", "e", "r", "k"] as const satisfies Record<TransitionKind, string>;
const KINDS: Readonly<Record<string, TransitionKind>> = { s: STEP, t: TIME_OUT, e: EVENT, r: TIMER, k: KILL };

/** Writes a schedule. */
export function encodeSchedule(schedule: readonly Transition[]): string {
  const parts: string[] = [];
  for (let at = 0; at < schedule.length;) {
    const step = schedule[at] ?? 0;
    const kind = kindOf(step);
    let count = 1;
    if (kind === STEP) while (schedule[at + count] === step) count++;
    const number = kind === TIMER ? timerOf(step) : count > 1 ? count : "";
    parts.push(`${agentOf(step)}${LETTERS[kind]}${number}`);
    at += count;
  }
  return parts.join("-");
}

/**
 * Reads a schedule.
 *
 * @throws TypeError if this is none
 */
export function decodeSchedule(text: string): Transition[] {
  return text === "" ? [] : text.split("-").flatMap(decodePart);
}

function decodePart(part: string): Transition[] {
  const [, agent = "", letter = "", number] = /^(\d+)([sterk])(\d+)?$/.exec(part) ?? [];
  const kind = KINDS[letter];
  if (kind === undefined) throw new TypeError(`not a replay string of this checker: ${JSON.stringify(part)}`);
  if (kind === TIMER) return [transition(Number(agent), kind, Number(number ?? 0))];
  const step = transition(Number(agent), kind);
  return Array.from({ length: Number(number ?? 1) }, () => step);
}
