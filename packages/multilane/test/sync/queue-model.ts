/** What a queue is, without threads: a sorted list, a bound and a counter. And what one sees of either. */
import { portrait } from "../memory/codec/graphs.js";

/** In which order the items leave. */
export type Order = "FIFO" | "LIFO" | "priority";

/** What an operation came to, in words that are equal if nothing tells two outcomes apart. */
export type Outcome = string;

export function gave(value: unknown): Outcome {
  return `gave ${portrait(value)}`;
}

/** What a queue shows of itself. */
export interface QueueState {
  readonly size: number;
  readonly empty: boolean;
  readonly full: boolean;
  readonly shutDown: boolean;
  readonly maxsize: number;
  readonly unfinished: number;
}

/** The operations, none of which waits. */
export interface QueueOperations {
  put(value: unknown, priority: number): Outcome | Promise<Outcome>;
  get(): Outcome | Promise<Outcome>;
  taskDone(): Outcome;
  join(): Outcome | Promise<Outcome>;
  shutdown(immediate: boolean): Outcome;
  resize(maxsize: number): Outcome;
  state(): QueueState;
}

interface Entry {
  readonly value: unknown;
  readonly priority: number;
}

/** The sequential model, after CPython's `queue.Queue`. */
export class QueueModel implements QueueOperations {
  readonly #order: Order;
  readonly #entries: Entry[] = [];
  #maxsize: number;
  #unfinished = 0;
  #shutDown = false;

  constructor(order: Order, maxsize: number) {
    this.#order = order;
    this.#maxsize = maxsize;
  }

  put(value: unknown, priority: number): Outcome {
    if (this.#shutDown) return "shut down";
    if (this.#full()) return "full";
    this.#entries.push({ value, priority });
    this.#unfinished++;
    return "done";
  }

  get(): Outcome {
    if (this.#entries.length === 0) return this.#shutDown ? "shut down" : "empty";
    const [entry] = this.#entries.splice(this.#next(), 1);
    return gave(entry?.value);
  }

  taskDone(): Outcome {
    if (this.#unfinished === 0) return "too often";
    this.#unfinished--;
    return "done";
  }

  join(): Outcome {
    return this.#unfinished === 0 ? "done" : "timed out";
  }

  shutdown(immediate: boolean): Outcome {
    this.#shutDown = true;
    // Some may have been reported as done that were never taken.
    if (immediate) this.#unfinished = Math.max(0, this.#unfinished - this.#entries.splice(0).length);
    return "done";
  }

  resize(maxsize: number): Outcome {
    this.#maxsize = maxsize;
    return "done";
  }

  state(): QueueState {
    return {
      size: this.#entries.length,
      empty: this.#entries.length === 0,
      full: this.#full(),
      shutDown: this.#shutDown,
      maxsize: this.#maxsize,
      unfinished: this.#unfinished,
    };
  }

  #full(): boolean {
    return this.#maxsize > 0 && this.#entries.length >= this.#maxsize;
  }

  /** Which entry is taken next. */
  #next(): number {
    if (this.#order === "FIFO") return 0;
    if (this.#order === "LIFO") return this.#entries.length - 1;
    // The first of the lowest: FIFO among equals.
    const lowest = Math.min(...this.#entries.map(({ priority }) => priority));
    return this.#entries.findIndex(({ priority }) => priority === lowest);
  }
}
