/** The states that a search has reached and not looked at yet, and in which order it will. */
import type { State } from "./state.js";
import type { Transition } from "./transition.js";

/** A state that was reached. */
export interface Reached {
  readonly state: State;
  /** Its number on the trail. */
  readonly number: number;
  /** How many steps led there. */
  readonly depth: number;
}

/** A step that was put off, since it costs a preemption. */
export interface Deferred {
  readonly from: Reached;
  readonly step: Transition;
}

/** What a search works through. */
interface Frontier {
  push(reached: Reached): void;
  /** The next one to look at; `undefined` when nothing is left. */
  next(): Reached | Deferred | undefined;
}

/** Last in, first out: keeps few states. */
export class DepthFirst implements Frontier {
  readonly #stack: Reached[] = [];

  push(reached: Reached): void {
    this.#stack.push(reached);
  }

  next(): Reached | undefined {
    return this.#stack.pop();
  }
}

/**
 * States of the fewest preemptions first, and among those the nearest first. So each state is reached by the best
 * schedule there is, and a bound on preemptions costs no state twice (iterative context bounding, Musuvathi and Qadeer
 * 2007).
 */
export class BestFirst implements Frontier {
  /** What is reached without another preemption, by depth. */
  #reached: Reached[][] = [];
  /** What takes the preemption that is being spent now, by the depth that it leads to. */
  #due: Deferred[][] = [];
  #deferred: Deferred[][] = [];
  #depth = 0;
  #preemptions = 0;

  /** How many preemptions led to what comes next. */
  get preemptions(): number {
    return this.#preemptions;
  }

  push(reached: Reached): void {
    (this.#reached[reached.depth] ??= []).push(reached);
  }

  /** Puts off a step. */
  defer(deferred: Deferred): void {
    (this.#deferred[deferred.from.depth + 1] ??= []).push(deferred);
  }

  next(): Reached | Deferred | undefined {
    for (;;) {
      for (const end = this.#due.length; this.#depth < Math.max(end, this.#reached.length); this.#depth++) {
        // Steps that were put off first: they may lead to what is one step further by another way.
        const next = this.#due[this.#depth]?.pop() ?? this.#reached[this.#depth]?.pop();
        if (next !== undefined) return next;
      }
      if (this.#deferred.length === 0) return undefined;
      this.#due = this.#deferred;
      this.#deferred = [];
      this.#reached = [];
      this.#depth = 0;
      this.#preemptions++;
    }
  }
}
