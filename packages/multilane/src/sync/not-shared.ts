/**
 * A named primitive in a process that a pool started: its memory is not that of the program which says the same name,
 * so it would guard nothing. It may be made, since it often stands at the top of a module that the task comes from;
 * whoever uses it learns why not.
 */
import { NotSharedError } from "../errors.js";
import type { Cell } from "../memory/cell.js";
import { ownProcess } from "../platform/environment.js";
import { labelOf } from "./label.js";

/** What says only what it is called. */
const HARMLESS: ReadonlySet<string> = new Set(["address", "key", "label", "name", "parties"]);

/** What a primitive is made of. */
const PARTS: ReadonlySet<string> = new Set(["getters", "joiners", "putters"]);

/** What answers by a promise, and so refuses by one. */
const ASYNCHRONOUS: ReadonlySet<string> = new Set(["acquire", "get", "join", "put", "run", "take", "wait"]);

/** Whether a primitive at this cell would guard nothing. An anonymous one has been made here, and guards what is here. */
export function isNotShared(cell: Cell): boolean {
  return ownProcess !== undefined && cell.name !== undefined;
}

/** The core of such a primitive, in place of the real one: every use of it raises NotSharedError. */
export function refusingCore<Core extends object>(core: Core, kind: string, name: string | undefined): Core {
  const refusal = (): NotSharedError =>
    new NotSharedError(
      `${labelOf(kind, name)} was used in a process of a ProcessPoolExecutor, which shares no memory with the program: ` +
        "it would guard nothing. Use it where the results arrive, or run the task in a ThreadPoolExecutor; what the " +
        "threads of this one process share needs no name: pass it to them",
    );
  return new Proxy(core, {
    get(target, property) {
      if (typeof property === "symbol" || HARMLESS.has(property))
        return Reflect.get(target, property, target);
      if (ASYNCHRONOUS.has(property)) return async () => Promise.reject(refusal());
      const part: unknown = PARTS.has(property) ? Reflect.get(target, property, target) : undefined;
      if (typeof part === "object" && part !== null) return refusingCore(part, kind, name);
      throw refusal();
    },
  });
}
