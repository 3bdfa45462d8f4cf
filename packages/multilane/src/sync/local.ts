/** What this thread has of each primitive: one object, whichever way the primitive came here. */
import { anonymousCell, cellIn, namedCell } from "../memory/cell.js";
import type { Cell } from "../memory/cell.js";
import { registerSharedClass } from "../memory/codec/class-registry.js";
import type { Class } from "../memory/codec/class-registry.js";
import "./reap-thread.js";
import { warnUnshared } from "../platform/loading.js";
import { withArticle } from "../platform/text.js";
import { isNotShared, refusingCore } from "./not-shared.js";

/** How to make a primitive. */
export interface PrimitiveOptions {
  /** Every thread that says this name has this primitive. Not empty; without one it is anonymous. */
  readonly name?: string | undefined;
}

/** What a primitive can be made from: a name, options, or what stands for an anonymous one in a message. */
export type Origin = string | PrimitiveOptions | SharedArrayBuffer | undefined;

/**
 * Finds or makes the words of a primitive.
 *
 * @param kind its class, as it is called
 * @param length how many words it needs, the cell's own word 0 included
 * @throws TypeError for a name that is empty, not a string, or belongs to another kind of primitive
 * @throws ResourceExhaustedError when the shared memory for names is full
 */
export function openCell(kind: string, length: number, origin: Origin): Cell {
  if (origin instanceof SharedArrayBuffer) return cellIn(origin);
  const name = nameIn(kind, origin);
  return name === undefined ? anonymousCell(length) : namedCell(kind, name, length);
}

/**
 * The name that a primitive is to have, `undefined` for an anonymous one. Warns of an anonymous one in module code.
 *
 * @param before what its constructor takes before the name, for messages: `maxsize, `
 * @throws TypeError for a name that is not a string
 */
export function nameIn(
  kind: string,
  options: string | PrimitiveOptions | undefined,
  before = "",
): string | undefined {
  const name: unknown = typeof options === "object" && options !== null ? options.name : options;
  if (typeof name === "string") return name;
  if (name === undefined) {
    warnUnshared(kind);
    return undefined;
  }
  throw new TypeError(
    `the name of ${withArticle(kind)} must be a string, not ${name === null ? "null" : typeof name}: new ${kind}(${before}"name") ` +
      `or new ${kind}(${before}{ name: "name" })`,
  );
}

/**
 * One kind of primitive in this thread. A named one has one core here, whoever made an object for it; an anonymous one
 * has one object here, whichever way it came.
 */
export class LocalKind<Core extends object, Face extends object> {
  readonly #cores = new Map<number, Core>();
  readonly #faces = new Map<number, WeakRef<Face>>();
  /** Who has a guard has the core, and may get the primitive again: it must find the same object. */
  readonly #faceOf = new WeakMap<Core, Face>();
  readonly #forgotten = new FinalizationRegistry<number>((key) => {
    if (this.#faces.get(key)?.deref() === undefined) this.#faces.delete(key);
  });

  /** The core of a primitive for an object that is being made. */
  coreFor(face: Face, cell: Cell, make: (cell: Cell) => Core): Core {
    if (cell.name === undefined) {
      this.#faces.set(cell.key, new WeakRef(face));
      this.#forgotten.register(face, cell.key);
      const core = make(cell);
      this.#faceOf.set(core, face);
      return core;
    }
    let core = this.#cores.get(cell.key);
    if (core === undefined) this.#cores.set(cell.key, (core = make(cell)));
    return isNotShared(cell) ? refusingCore(core, face.constructor.name, cell.name) : core;
  }

  /**
   * Lets objects of this kind cross to other threads: by name, or by their buffer.
   *
   * @param addressOf what stands for an object
   * @param revive makes one from that
   * @param keyIn the key of an anonymous one, from its buffer; where the cell is not at its beginning
   */
  share(
    type: Class<Face>,
    name: string,
    addressOf: (face: Face) => string | SharedArrayBuffer,
    revive: (address: string | SharedArrayBuffer) => Face,
    keyIn: (buffer: SharedArrayBuffer) => number = (buffer) => cellIn(buffer).key,
  ): void {
    this.shareWith(type, name, addressOf, revive, (address) =>
      typeof address === "string" ? undefined : keyIn(address),
    );
  }

  /**
   * As {@link share}, for objects that more than an address stands for.
   *
   * @param keyOf the key of an anonymous one; `undefined` for one that has a name
   */
  shareWith<Address>(
    type: Class<Face>,
    name: string,
    addressOf: (face: Face) => Address,
    revive: (address: Address) => Face,
    keyOf: (address: Address) => number | undefined,
  ): void {
    registerSharedClass(type, {
      name,
      encode: addressOf,
      decode: (address: Address) => {
        const key = keyOf(address);
        const known = key === undefined ? undefined : this.#faces.get(key)?.deref();
        return known ?? revive(address);
      },
    });
  }
}
