/** How a search came to each state that it has seen: 8 bytes a state, instead of the state. */
import type { Transition } from "./transition.js";

/** A tree of states by number, each with the step that led there from its parent. */
export class Trail {
  #parents: Int32Array = new Int32Array(1 << 12);
  #steps: Int32Array = new Int32Array(1 << 12);
  #size = 0;

  /**
   * Notes a state.
   *
   * @param parent -1 for the first one
   * @returns its number
   */
  add(parent: number, step: Transition): number {
    if (this.#size === this.#parents.length) {
      this.#parents = enlarged(this.#parents);
      this.#steps = enlarged(this.#steps);
    }
    this.#parents[this.#size] = parent;
    this.#steps[this.#size] = step;
    return this.#size++;
  }

  /** The steps from the first state to this one. */
  scheduleTo(state: number): Transition[] {
    const steps: Transition[] = [];
    for (let at = state; at > 0; at = this.#parents[at] ?? 0) steps.push(this.#steps[at] ?? 0);
    return steps.toReversed();
  }
}

function enlarged(array: Int32Array): Int32Array {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
