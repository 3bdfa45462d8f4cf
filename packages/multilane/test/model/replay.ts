/**
 * Learns what an agent does next: runs its program from the start, answers each operation from the agent's history,
 * and stops it at the first one that has not happened yet. No generators, no transformed code: it is the shipped
 * code that runs.
 */
import type { AsyncWait, AtomicsLike, WaitOutcome } from "#src/platform/atomics.js";
import type { Agent, Entry, Next, Operation, Program } from "./program.js";

/** Thrown to leave a program in the middle. */
const SUSPENDED = Symbol("suspended");

class Run implements Agent {
  readonly words: Int32Array;
  readonly #history: readonly Entry[];
  #cursor = 0;
  /** The operation at which it stopped. `finally` blocks that run on the way out stop at theirs at once. */
  #stoppedAt: Operation | undefined;
  readonly #continuations: ((() => void) | undefined)[] = [];
  readonly #timers: ((() => void) | undefined)[] = [];
  readonly #owed = new Map<number, string>();
  #debts = 0;

  constructor(words: Int32Array, history: readonly Entry[]) {
    this.words = words;
    this.#history = history;
  }

  run(program: Program): Next {
    try {
      program(this);
      while (this.#cursor < this.#history.length) this.#dispatch(String(this.#history[this.#cursor++]));
    } catch (error) {
      if (this.#stoppedAt === undefined) return { kind: "failed", error };
      return { kind: "operation", operation: this.#stoppedAt };
    }
    const timers = [...this.#timers.keys()].filter((id) => this.#timers[id] !== undefined);
    return { kind: "idle", timers, owed: [...this.#owed.values()] };
  }

  #dispatch(event: string): void {
    const [kind, id = ""] = event.split(" ");
    const callbacks = kind === "wake" ? this.#continuations : this.#timers;
    const callback = callbacks[Number(id)];
    callbacks[Number(id)] = undefined;
    callback?.();
  }

  #perform(operation: Operation): Entry {
    const result = this.#stoppedAt === undefined ? this.#history[this.#cursor] : undefined;
    if (result === undefined) {
      this.#stoppedAt ??= operation;
      throw SUSPENDED;
    }
    this.#cursor++;
    return result;
  }

  #index(words: Int32Array, index: number): number {
    if (words !== this.words || !(index >= 0 && index < words.length))
      throw new Error(`word ${index} of ${words === this.words ? "the" : "another"} memory: out of bounds`);
    return index;
  }

  #number(operation: Operation): number {
    return Number(this.#perform(operation));
  }

  readonly atomics: AtomicsLike = {
    load: (words, index) => this.#number({ kind: "load", word: this.#index(words, index) }),
    store: (words, index, value) => this.#number({ kind: "store", word: this.#index(words, index), value }),
    add: (words, index, value) => this.#number({ kind: "add", word: this.#index(words, index), value }),
    sub: (words, index, value) =>
      this.#number({ kind: "add", word: this.#index(words, index), value: -value }),
    exchange: (words, index, value) =>
      this.#number({ kind: "exchange", word: this.#index(words, index), value }),
    compareExchange: (words, index, expected, value) =>
      this.#number({ kind: "compareExchange", word: this.#index(words, index), expected, value }),
    wait: (words, index, value, milliseconds = Infinity) => {
      const time = milliseconds === Infinity ? "endless" : milliseconds > 0 ? "some" : "none";
      return this.#perform({ kind: "wait", word: this.#index(words, index), value, time }) as WaitOutcome;
    },
    waitAsync: (words, index, value) => this.#waitAsync(this.#index(words, index), value),
    notify: (words, index, count = Infinity) =>
      this.#number({ kind: "notify", word: this.#index(words, index), count }),
  };

  #waitAsync(word: number, value: number): AsyncWait {
    if (this.#perform({ kind: "waitAsync", word, value }) === "not-equal")
      return { async: false, value: "not-equal" };
    const id = this.#continuations.push(() => undefined) - 1;
    const then = (callback: (outcome: "ok") => void): void => {
      this.#continuations[id] = () => callback("ok");
    };
    // oxlint-disable-next-line unicorn/no-thenable -- stands for the engine's promise: its callbacks are steps of the schedule
    return { async: true, value: { then } as unknown as Promise<"ok"> };
  }

  readonly later = (callback: () => void): (() => void) => {
    const id = this.#timers.push(callback) - 1;
    return () => (this.#timers[id] = undefined);
  };

  readonly expect = (what: string): (() => void) => {
    const id = this.#debts++;
    this.#owed.set(id, what);
    return () => this.#owed.delete(id);
  };

  readonly check = (condition: boolean, message: string): void => {
    if (!condition) throw new Error(message);
  };
}

/** What the program does after this history. */
export function replay(program: Program, words: Int32Array, history: readonly Entry[]): Next {
  return new Run(words, history).run(program);
}
