/** The kinds of queues: how one is found or made in shared memory, and how it crosses to another thread. */
import { anonymousKey, namedCell } from "../../memory/cell.js";
import type { Cell } from "../../memory/cell.js";
import type { Class } from "../../memory/codec/class-registry.js";
import type { ItemOrder } from "../../memory/item-order.js";
import { ITEM_HEADER_WORDS } from "../../memory/item-layout.js";
import { anonymousItems, namedItems, newItemBuffer } from "../../memory/item-stores.js";
import type { ItemStore } from "../../memory/item-store.js";
import { atomics } from "../../platform/atomics.js";
import { LocalKind, nameIn } from "../local.js";
import type { PrimitiveOptions } from "../local.js";
import { isNotShared } from "../not-shared.js";
import { agreeOn } from "../parameter.js";
import { QueueCore } from "./queue-core.js";
import { LARGEST_BOUND, QUEUE_WORDS, SIZE } from "./queue-words.js";

/** The memory of a queue, as this thread sees it. */
interface QueueMemory {
  readonly cell: Cell;
  readonly items: ItemStore;
}

/** Finds or makes queues of one kind. */
interface Opener {
  coreFor(
    face: object,
    maxsize: number | undefined,
    address: string | SharedArrayBuffer | undefined,
  ): QueueCore<unknown>;
}

/** What a queue is made from: its constructor's arguments, or what stands for it in a message. */
export class QueueOrigin {
  readonly #kind: Opener;
  /** `undefined`: whatever it has. */
  readonly #maxsize: number | undefined;
  /** The name, or the buffer of an anonymous one that exists; `undefined` for a new one. */
  readonly #address: string | SharedArrayBuffer | undefined;

  constructor(kind: Opener, maxsize: number | undefined, address: string | SharedArrayBuffer | undefined) {
    this.#kind = kind;
    this.#maxsize = maxsize;
    this.#address = address;
  }

  /**
   * The core for an object that is being made.
   *
   * @throws TypeError if the name belongs to a queue with another maxsize
   */
  coreFor(face: object): QueueCore<unknown> {
    return this.#kind.coreFor(face, this.#maxsize, this.#address);
  }
}

/** One kind of queue in this thread: its name, and the order in which items leave. */
export class QueueKind<Face extends object> implements Opener {
  readonly #name: string;
  readonly #order: ItemOrder;
  readonly #local = new LocalKind<QueueCore<unknown>, Face>();

  /** @param name of the class */
  constructor(name: string, order: ItemOrder) {
    this.#name = name;
    this.#order = order;
  }

  /**
   * What a constructor was called with.
   *
   * @throws TypeError, RangeError for a maxsize or a name that is none
   */
  origin(maxsize: number, options: string | PrimitiveOptions | undefined): QueueOrigin {
    checkMaxsize(maxsize, `new ${this.#name}(0, "jobs")`);
    return new QueueOrigin(this, maxsize, nameIn(this.#name, options, "maxsize, "));
  }

  /** As {@link origin}, for a queue that takes no maxsize. */
  originWithoutBound(options: string | PrimitiveOptions | undefined): QueueOrigin {
    return new QueueOrigin(this, 0, nameIn(this.#name, options));
  }

  /** See {@link QueueOrigin.coreFor}. */
  coreFor(
    face: Face,
    maxsize: number | undefined,
    address: string | SharedArrayBuffer | undefined,
  ): QueueCore<unknown> {
    const { cell, items } = this.#open(address);
    if (maxsize !== undefined) agreeOn(cell, SIZE, Math.max(maxsize, 0), this.#name, "the maxsize");
    const core = this.#local.coreFor(face, cell, () => new QueueCore(this.#name, cell, items));
    if (maxsize !== undefined && !isNotShared(cell)) core.state.begin(maxsize);
    return core;
  }

  #open(address: string | SharedArrayBuffer | undefined): QueueMemory {
    if (typeof address === "string") {
      const run = namedCell(this.#name, address, ITEM_HEADER_WORDS + QUEUE_WORDS);
      const { items, own } = namedItems(run, this.#order);
      return { cell: { ...run, ...own }, items };
    }
    const buffer = address ?? newItemBuffer(QUEUE_WORDS);
    const { items, own } = anonymousItems(buffer, QUEUE_WORDS, this.#order);
    if (address === undefined) atomics.store(own.words, own.base, anonymousKey());
    const key = atomics.load(own.words, own.base);
    return { cell: { ...own, key, name: undefined, address: buffer }, items };
  }

  /**
   * Lets objects of the class cross to other threads.
   *
   * @param coreOf the core of an object
   * @param revive makes an object in another thread
   */
  share(
    type: Class<Face>,
    coreOf: (face: Face) => QueueCore<unknown>,
    revive: (origin: QueueOrigin) => Face,
  ): void {
    this.#local.share(
      type,
      `multilane.${this.#name}`,
      (face) => coreOf(face).address,
      (address) => revive(new QueueOrigin(this, undefined, address)),
      (buffer) => atomics.load(new Int32Array(buffer, 0, ITEM_HEADER_WORDS + 1), ITEM_HEADER_WORDS),
    );
  }
}

/**
 * Checks a maxsize.
 *
 * @param example what to write instead of a name
 * @throws TypeError for what is not a number; RangeError for one that is no whole number between ±(2^31 − 2)
 */
export function checkMaxsize(maxsize: unknown, example?: string): void {
  if (typeof maxsize !== "number") {
    throw new TypeError(
      `maxsize must be a number, not ${maxsize === null ? "null" : typeof maxsize}` +
        (example === undefined ? "" : `: the name comes after it, ${example}`),
    );
  }
  if (Number.isInteger(maxsize) && Math.abs(maxsize) <= LARGEST_BOUND) return;
  throw new RangeError(
    `maxsize must be a whole number up to ${LARGEST_BOUND}, not ${maxsize}; 0 is a queue without a bound`,
  );
}
