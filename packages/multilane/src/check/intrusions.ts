/** What comes from outside in a random schedule: timeouts and kills, as many as the model allows at most. */
import type { Random } from "./random.js";
import type { State } from "./state.js";
import { KILL, TIME_OUT, transition } from "./transition.js";
import type { Transition } from "./transition.js";
import { canTimeOut, killsOf } from "./transitions.js";
import type { Deaths } from "./transitions.js";

interface Intrusion {
  readonly kind: typeof TIME_OUT | typeof KILL;
  /** After how many steps. */
  readonly at: number;
}

/** The plan of one schedule. */
export class Intrusions {
  readonly #random: Random;
  readonly #steps: number;
  readonly #planned: Intrusion[] = [];

  /** @param steps how many steps the schedule is expected to have */
  constructor(random: Random, { timeouts, kills }: State, steps: number) {
    this.#random = random;
    this.#steps = steps;
    if (timeouts > 0) this.#plan(TIME_OUT, random.below(timeouts + 1), 0);
    if (kills > 0) this.#plan(KILL, random.below(kills + 1), 0);
  }

  #plan(kind: Intrusion["kind"], count: number, after: number): void {
    for (let left = count; left > 0; left--)
      this.#planned.push({ kind, at: after + this.#random.below(this.#steps + 1) });
  }

  /** Whether something is to come now. */
  isDue(steps: number): boolean {
    return this.#planned.some(({ at }) => at <= steps);
  }

  /** What comes now; `undefined` if it meets nobody yet, and is put off. */
  next(state: State, deaths: Deaths, steps: number): Transition | undefined {
    const index = this.#planned.findIndex(({ at }) => at <= steps);
    const [intrusion] = index < 0 ? [] : this.#planned.splice(index, 1);
    if (intrusion === undefined) return undefined;
    const { kind } = intrusion;
    const step = this.#random.pick(kind === KILL ? killsOf(state, deaths) : timeoutsOf(state));
    if (step === undefined) this.#plan(kind, 1, steps + 1);
    return step;
  }
}

/** All waits that can time out now. */
export function timeoutsOf(state: State): Transition[] {
  if (state.timeouts === 0) return [];
  return state.agents.flatMap((agent, index) =>
    agent.asleep && canTimeOut(agent) ? [transition(index, TIME_OUT)] : [],
  );
}
