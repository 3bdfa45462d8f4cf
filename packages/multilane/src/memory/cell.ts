/** Where a primitive lives in shared memory, and what names it. */
import { atomics } from "../platform/atomics.js";
import { arena } from "./arena.js";
import { NEXT_KEY } from "./layout.js";
import { namedWords, nameOfWords } from "./names.js";
import type { SharedWords } from "./shared-words.js";

/** How many keys a primitive may use: its own, and the ones after it. */
const KEYS_PER_CELL = 8;

/** The words of a primitive. Word 0 is the cell's own. */
export interface Cell extends SharedWords {
  /**
   * The first of {@link KEYS_PER_CELL} numbers that name the queues of this primitive. A named one's is positive; an
   * anonymous one's is negative, and comes again after 2^28 anonymous primitives.
   */
  readonly key: number;
  /** `undefined` for an anonymous one. */
  readonly name: string | undefined;
  /** What crosses to another thread in its place: its name, or its buffer, which is shared. */
  readonly address: string | SharedArrayBuffer;
}

/** What a key names, for people: `Lock "report"`, or the number of an anonymous primitive. Any thread's will do. */
export function describeKey(key: number): string {
  if (key < 0) return `an unnamed primitive (#${Math.ceil(-key / KEYS_PER_CELL)})`;
  const { kind, name } = nameOfWords(key & -KEYS_PER_CELL);
  return `${kind} ${JSON.stringify(name)}`;
}

/** The cell that belongs to a name; see `namedWords` for the errors. */
export function namedCell(kind: string, name: string, length: number): Cell {
  const { words, base } = namedWords(kind, name, length);
  return { words, base, key: base, name, address: name };
}

/** The key of a new anonymous cell: goes into its word 0. */
export function anonymousKey(): number {
  const count = atomics.add(arena(), NEXT_KEY, 1);
  return -(((count & 0xfffffff) + 1) * KEYS_PER_CELL);
}

/** A new cell in a buffer of its own. */
export function anonymousCell(length: number): Cell {
  const buffer = new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT);
  atomics.store(new Int32Array(buffer), 0, anonymousKey());
  return cellIn(buffer);
}

/** The cell in a buffer that {@link anonymousCell} made, in whichever thread. */
export function cellIn(buffer: SharedArrayBuffer): Cell {
  const words = new Int32Array(buffer);
  return { words, base: 0, key: atomics.load(words, 0), name: undefined, address: buffer };
}
