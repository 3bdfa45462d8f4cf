import { InvalidStateError } from "../errors.js";
import { registerSharedClass } from "../memory/codec/codec.js";
import type { PositionIdentity } from "../task/identity.js";
import { identityOf, loadedTask } from "../task/registry.js";
import { adopt, announce } from "./local-variables.js";
import type { AnyFunction } from "../task/types.js";
import type { Variable } from "./local-variables.js";

/** What crosses in the place of a {@link ThreadLocal}: never its value. */
interface Crossing {
  readonly variable: Variable;
  /** How other threads find `init`; whether there is one that they cannot have. */
  readonly init: PositionIdentity | "stays" | undefined;
}

let take: (local: ThreadLocal<unknown>) => Crossing;
let make: (crossing: Crossing) => ThreadLocal<unknown>;

/**
 * A variable that has a value of its own in every thread. CPython: `threading.local`, with one value.
 *
 * ```ts
 * const connect = task(import.meta, () => new Database(…));
 * const database = new ThreadLocal(connect);             // passed to many tasks: each thread connects once
 * const query = task(import.meta, (db: ThreadLocal<Database>, sql: string) => db.value.query(sql));
 * ```
 *
 * Passed as a task argument it is, in the other thread, that thread's own slot of the same variable, the same object
 * each time; values never cross. A slot that belongs to another thread's variable lives until that thread lets go of
 * the variable, or ends. At module level `new ThreadLocal()` is a variable by itself in every thread, which is all the
 * same.
 *
 * Reading it costs no more than a property. To cross the first time makes 0.6 KB of shared memory.
 */
export class ThreadLocal<T> {
  #init: (() => T) | undefined;
  /** Where another thread's `init` is found. */
  #initElsewhere: Crossing["init"];
  #variable: Variable | undefined;
  #slot: { value: T } | undefined;

  /**
   * @param init makes the value of a thread that has none, when it is first read; without it that value is `undefined`.
   *   A task (`task(import.meta, …)`) goes along to other threads; any other function does not, and there the value
   *   must be set before it is read.
   * @throws TypeError if it is not a function
   */
  constructor(init: () => T);
  constructor(...none: undefined extends T ? [] : [init: () => T]);
  constructor(init?: () => T) {
    if (init !== undefined && typeof init !== "function")
      throw new TypeError(
        `the init of a ThreadLocal must be a function, not ${init === null ? "null" : typeof init}`,
      );
    this.#init = init;
  }

  /**
   * This thread's value.
   *
   * @throws what `init` throws; it is called again the next time
   * @throws InvalidStateError in another thread than the one that made the variable, if it has no value there and
   *   `init` cannot be had: it is no task, or its module has not been loaded there
   */
  get value(): T {
    this.#slot ??= { value: this.#initial() };
    return this.#slot.value;
  }

  set value(value: T) {
    this.#slot = { value };
  }

  /** Forgets this thread's value; other threads keep theirs. */
  delete(): void {
    this.#slot = undefined;
  }

  #initial(): T {
    const init = this.#init ?? findInit(this.#initElsewhere);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the very init of the constructor; without one, T has undefined
    return init?.() as T;
  }

  static {
    take = (local) => {
      local.#variable ??= announce(local);
      const own = local.#init === undefined ? undefined : (identityOf(local.#init) ?? "stays");
      return { variable: local.#variable, init: own ?? local.#initElsewhere };
    };
    make = ({ variable, init }) =>
      adopt(variable, () => {
        const local = new ThreadLocal<unknown>();
        local.#variable = variable;
        local.#initElsewhere = init;
        return local;
      });
  }
}

/** The init of another thread's variable, in this one. */
function findInit(where: Crossing["init"]): AnyFunction | undefined {
  if (where === undefined) return undefined;
  if (where === "stays")
    throw new InvalidStateError(
      "this ThreadLocal has no value in this thread, and its init stayed in the thread that made it: set the value first, or make the init a task, which goes along",
    );
  const init = loadedTask(where);
  if (init === undefined)
    throw new InvalidStateError(
      `the init of this ThreadLocal is a task of ${where.url}, which this thread has not loaded: import that module where the variable is used, or set the value first`,
    );
  return init;
}

registerSharedClass<ThreadLocal<unknown>, Crossing>(ThreadLocal, {
  name: "multilane.ThreadLocal",
  encode: (local) => take(local),
  decode: (crossing) => make(crossing),
});
