/** A step of a schedule, packed into an integer: searches keep millions of them. */

/**
 * The agent's next operation; its wait times out; its event loop runs what it was told first, or one of its timers; it
 * is killed.
 */
export type TransitionKind = typeof STEP | typeof TIME_OUT | typeof EVENT | typeof TIMER | typeof KILL;
export const STEP = 0;
export const TIME_OUT = 1;
export const EVENT = 2;
export const TIMER = 3;
export const KILL = 4;

/** `id << 11 | kind << 8 | agent` */
export type Transition = number;

/** Packs a transition. */
export function transition(agent: number, kind: TransitionKind, id = 0): Transition {
  return (id << 11) | (kind << 8) | agent;
}

/** Whose it is. */
export function agentOf(step: Transition): number {
  return step & 0xff;
}

/** What it is. */
export function kindOf(step: Transition): TransitionKind {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is packed
  return ((step >> 8) & 7) as TransitionKind;
}

/** Which timer fires. */
export function timerOf(step: Transition): number {
  return step >> 11;
}
