/** Who is inside a `run()` of an RLock: what its function calls, and what that calls, across awaits and timers. */
import { createContext } from "../platform/context.js";
import type { Context } from "../platform/context.js";

/** Made at the first run of this thread: from then on every `await` costs more (see `createContext`). */
let context: Context<RunScope> | undefined;

/** One run. */
export class RunScope {
  /** What stands for the lock. */
  readonly #lock: object;
  /** The run that this one is inside of, of whichever lock. */
  readonly #outer: RunScope | undefined;
  #lasts = true;

  constructor(lock: object) {
    this.#lock = lock;
    // One that is over is of no use to anybody: without it, a chain of runs that each start the next does not grow.
    let outer = context?.get();
    while (outer !== undefined && !outer.#lasts) outer = outer.#outer;
    this.#outer = outer;
  }

  /** Whether it is not over. What outlives it (a promise that nobody awaited) is not inside any more. */
  get lasts(): boolean {
    return this.#lasts;
  }

  /** Calls the function inside. */
  enter<R>(fn: () => R): R {
    context ??= createContext<RunScope>();
    return context.run(this, fn);
  }

  /** The run is over. */
  end(): void {
    this.#lasts = false;
  }

  /** The innermost run of the lock that the caller is inside of. */
  static of(lock: object): RunScope | undefined {
    let scope = context?.get();
    while (scope !== undefined && (scope.#lock !== lock || !scope.#lasts)) scope = scope.#outer;
    return scope;
  }
}
