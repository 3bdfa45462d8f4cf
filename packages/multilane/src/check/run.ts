/**
 * Runs the program of one agent: from the start, with each operation answered from the log of what has happened to the
 * agent, and left at the first operation that has not happened yet. No generators, no transformed code: it is the
 * shipped code that runs.
 */
import type { Agent, CheckedAtomics, DataCell, Program, Reaper } from "./agent.js";
import { checkedAtomics } from "./checked-atomics.js";
import { EventLoop } from "./event-loop.js";
import type { Answer, Entry, Next, Operation } from "./operation.js";
import { Outcomes } from "./section.js";

/** Thrown to leave a program in the middle. */
const SUSPENDED = Symbol("suspended");

/** By how much a `pause` that times out moves the clock, in milliseconds: more than anybody spins. */
const PAUSE = 1000;

/** What has happened to an agent, in order. */
export interface Log {
  readonly entries: Entry[];
  /** The operation that each entry answers; `undefined` for happenings. One longer if an operation is pending. */
  readonly asked: (Operation | undefined)[];
}

/** What a program calls to ask for an operation: stacks are looked at from its caller on. */
export type Method = (...operands: never[]) => unknown;

/** Replaces an operation by what is done instead. It may look at the stack to see who called the method. */
export type Alteration = (operation: Operation, method: Method) => Operation;

/** What a run is of. */
export interface Part {
  readonly index: number;
  readonly words: Int32Array;
  /** How many plain cells there are behind the words. */
  readonly cells: number;
  readonly program: Program;
  /** What it does about deaths. */
  readonly reaper?: Reaper;
  readonly alteration?: Alteration | undefined;
}

/** One agent. */
export class Run implements Agent {
  readonly index: number;
  readonly words: Int32Array;
  readonly atomics: CheckedAtomics = checkedAtomics(this);
  readonly #part: Part;
  readonly #log: Log;
  /** Performs an operation that is not in the log, or has the program left there. */
  readonly #beyond: (operation: Operation) => Answer | undefined;
  readonly #loop = new EventLoop();
  readonly #cells: DataCell[] = [];
  readonly #owed = new Map<number, string>();
  #debts = 0;
  #cursor = 0;
  #clock = 0;
  /** Where the program was left. `finally` blocks that run on the way out are left at theirs at once. */
  #left: Next | undefined;
  #idle = false;
  /** A store that a mutation does after the operation that follows it; `due` when that one has been asked for. */
  #postponed: { readonly operation: Operation & { kind: "store" }; due: boolean } | undefined;
  readonly #outcomes = new Outcomes();
  /** Performs an operation of the section that runs, if one does. */
  #inside: ((operation: Operation) => Answer) | undefined;

  /** @param beyond answers an operation that has not happened yet; `undefined` suspends the program there */
  constructor(part: Part, log: Log, beyond: (operation: Operation) => Answer | undefined) {
    this.index = part.index;
    this.words = part.words;
    this.#part = part;
    this.#log = log;
    this.#beyond = beyond;
  }

  /** Forgets where it was: the log is another one. */
  restart(): void {
    this.#idle = false;
  }

  /** Catches up with the log, goes on as far as it is let, and says what comes next. */
  advance(): Next {
    try {
      if (!this.#idle) {
        this.#reset();
        this.#part.program(this);
        this.#finishTurn();
      }
      this.#idle = false;
      while (this.#cursor < this.#log.entries.length) {
        this.#dispatch(this.#log.entries[this.#cursor++]);
        this.#finishTurn();
      }
    } catch (error) {
      // What it throws while it is left in the middle is of no account.
      return this.#left ?? { kind: "failed", error };
    }
    if (this.#left !== undefined) return this.#left;
    this.#idle = true;
    return { kind: "idle", timers: this.#loop.timers, owed: [...this.#owed.values()] };
  }

  #reset(): void {
    this.#cursor = 0;
    this.#clock = 0;
    this.#left = undefined;
    this.#postponed = undefined;
    this.#loop.clear();
    this.#owed.clear();
    this.#debts = 0;
  }

  #dispatch(entry: Entry | undefined): void {
    if (typeof entry !== "object") throw this.#changedItsMind();
    if (entry.kind === "death") this.#part.reaper?.(this, entry.id);
    else {
      this.#clock = Math.max(this.#clock, this.#loop.due(entry));
      this.#loop.run(entry);
    }
  }

  #finishTurn(): void {
    if (this.#left === undefined && this.#postponed !== undefined) this.#perform(this.#postponed.operation);
  }

  /** The answer that is in the log, if any. */
  recorded(kind: Operation["kind"], word: number): Answer | undefined {
    // A section is called after the program was left.
    if (this.#left !== undefined && this.#inside === undefined) throw SUSPENDED;
    if (this.#postponed !== undefined) {
      if (this.#postponed.due) this.#perform(this.#postponed.operation);
      else this.#postponed.due = true;
    }
    return this.#inside === undefined ? this.#lookUp(kind, word) : undefined;
  }

  #lookUp(kind: Operation["kind"], word: number): Answer | undefined {
    const entry = this.#log.entries[this.#cursor];
    if (entry === undefined) return undefined;
    const asked = this.#log.asked[this.#cursor];
    if (typeof entry === "object" || asked === undefined || asked.kind !== kind) throw this.#changedItsMind();
    if ("word" in asked && asked.word !== word) throw this.#changedItsMind();
    this.#cursor++;
    return entry;
  }

  #changedItsMind(): Error {
    return new Error(
      "the program did something else when it was run again with the same answers: it must not depend on clocks, " +
        "random numbers or variables outside of it",
    );
  }

  /** The answer of an operation that is not in the log; leaves the program if it is not to happen yet. */
  fresh(asked: Operation, method: Method): Answer {
    const { alteration } = this.#part;
    const operation = alteration === undefined ? asked : alteration(asked, method);
    return this.#inside === undefined ? this.#ask(asked, operation) : this.#inside(operation);
  }

  #ask(asked: Operation, operation: Operation): Answer {
    this.#log.asked[this.#cursor] = asked;
    const answer = this.#beyond(operation);
    if (answer === undefined) {
      this.#left = { kind: "operation", operation, asked };
      throw SUSPENDED;
    }
    this.#log.entries[this.#cursor++] = answer;
    return answer;
  }

  /** Does this store after the next operation. */
  postpone(operation: Operation & { kind: "store" }): void {
    const before = this.#postponed;
    this.#postponed = { operation, due: false };
    if (before !== undefined) this.#perform(before.operation);
  }

  #perform(operation: Operation & { kind: "store" }): void {
    if (this.#postponed?.operation === operation) this.#postponed = undefined;
    if (this.#inside !== undefined) this.#inside(operation);
    else if (this.#lookUp("store", operation.word) === undefined) this.#ask(operation, operation);
  }

  /** Checks that this is a word of the shared memory. */
  place(words: Int32Array, index: number): number {
    if (words !== this.words || !(index >= 0 && index < words.length))
      throw new Error(`word ${index} of ${words === this.words ? "the" : "another"} memory: out of bounds`);
    return index;
  }

  /** A wait has timed out. */
  passTime(milliseconds: number = PAUSE): void {
    this.#clock += milliseconds;
  }

  /** A `waitAsync` has begun. */
  continuation(): PromiseLike<"ok"> {
    return this.#loop.continuation();
  }

  readonly atomically = <T>(section: () => T): T => {
    if (this.#inside !== undefined) return section();
    const run = (perform: (operation: Operation) => Answer): number => this.#runSection(section, perform);
    const known = this.recorded("section", 0);
    const answer = known ?? this.fresh({ kind: "section", run, performed: [] }, this.atomically);
    const outcome = this.#outcomes.at(Number(answer));
    if (outcome?.threw === true) throw outcome.value;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is what the section returned
    return outcome?.value as T;
  };

  #runSection(section: () => unknown, perform: (operation: Operation) => Answer): number {
    const postponed = this.#postponed;
    this.#postponed = undefined;
    this.#inside = (operation) => {
      if (!isForSections(operation))
        throw new Error(`${operation.kind} is not possible inside of atomically()`);
      return perform(operation);
    };
    try {
      return this.#outcomes.of(() => {
        const result = section();
        if (this.#postponed !== undefined) this.#perform(this.#postponed.operation);
        return result;
      });
    } finally {
      this.#inside = undefined;
      this.#postponed = postponed;
    }
  }

  #refuseInside(what: string): void {
    if (this.#inside !== undefined) throw new Error(`${what} is not possible inside of atomically()`);
  }

  readonly data = (cell: number): DataCell => (this.#cells[cell] ??= this.#cell(cell));

  #cell(cell: number): DataCell {
    const word = this.words.length + cell;
    if (!(cell >= 0 && cell < this.#part.cells)) throw new Error(`cell ${cell} of the data: out of bounds`);
    const read = (): number =>
      Number(this.recorded("read", word) ?? this.fresh({ kind: "read", word }, read));
    const write = (value: number): void => {
      if (this.recorded("write", word) === undefined) this.fresh({ kind: "write", word, value }, write);
    };
    return { read, write };
  }

  readonly later = (callback: () => void, milliseconds = 0): (() => void) => {
    this.#refuseInside("later()");
    return this.#loop.later(callback, this.#clock + milliseconds);
  };

  readonly expect = (what: string): (() => void) => {
    this.#refuseInside("expect()");
    const id = this.#debts++;
    this.#owed.set(id, what);
    return () => void this.#owed.delete(id);
  };

  readonly check = (condition: boolean, message: string): void => {
    if (!condition) throw new Error(message);
  };

  readonly now = (): number => this.#clock;
}

/** Whether it neither waits nor is plain: a race needs to be seen before the step. */
function isForSections({ kind }: Operation): boolean {
  return !["wait", "waitAsync", "pause", "read", "write"].includes(kind);
}
