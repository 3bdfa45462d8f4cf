/** Several operations that are one step: see `Agent.atomically`. */
import type { Answer, Operation } from "./operation.js";

/** An operation inside of a section, as it was performed. */
export interface Performed {
  readonly operation: Operation;
  /** What its word held before. */
  readonly was: number;
  readonly answer: Answer;
}

/** The step. */
export interface Section {
  readonly kind: "section";
  /**
   * Runs it; as often as the search needs, each time on another memory.
   *
   * @param perform performs one operation of it
   * @returns the number of its outcome among those of its agent
   */
  readonly run: (perform: (operation: Operation) => Answer) => number;
  /** What it did when it was run last. */
  readonly performed: Performed[];
}

/** What a section came to. */
export interface Outcome {
  readonly threw: boolean;
  /** What it returned, or threw. */
  readonly value: unknown;
}

/** The different outcomes of the sections of one agent, by number: equal outcomes have equal futures. */
export class Outcomes {
  readonly #numbers = new Map<string, number>();
  readonly #outcomes: Outcome[] = [];

  /** Runs the section; the number of what it came to. */
  of(section: () => unknown): number {
    try {
      const value = section();
      return this.#number(inWords(value), { threw: false, value });
    } catch (error) {
      return this.#number(`threw ${String(error)}`, { threw: true, value: error });
    }
  }

  #number(key: string, outcome: Outcome): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#outcomes.push(outcome) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  /** The outcome with a number. */
  at(number: number): Outcome | undefined {
    return this.#outcomes[number];
  }
}

/** Equal for equal plain data, which is frozen, since whoever gets it again must find it as it was. */
function inWords(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === undefined || value === null || typeof value === "boolean" || typeof value === "number")
    return String(value);
  if (typeof value !== "object") throw notPlain(typeof value);
  const isArray = Array.isArray(value);
  if (!isArray && Object.getPrototypeOf(value) !== Object.prototype) throw notPlain(value.constructor.name);
  Object.freeze(value);
  const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}:${inWords(entry)}`);
  return isArray ? `[${entries.join()}]` : `{${entries.join()}}`;
}

function notPlain(kind: string): Error {
  return new Error(
    `a function that was passed to atomically() returned a ${kind}: return plain data, which can be given back again`,
  );
}
