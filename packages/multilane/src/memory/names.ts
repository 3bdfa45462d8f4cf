/**
 * The name table: which words of the arena belong to a name. Every thread that says the name gets the same words.
 *
 * A hash table of chains that only grows. An entry is filled while nobody else can see it and then becomes the head
 * of its chain by one compare-and-exchange; after that nothing in it changes but the primitive's own words. So there
 * is no lock that a killed thread could leave locked: at worst it leaks an entry that nobody sees. Two threads that
 * create one name at once: the second exchange fails, its thread looks again and finds the other's entry.
 */
import type { AtomicsLike } from "../platform/atomics.js";
import { atomics as engine } from "../platform/atomics.js";
import { withArticle } from "../platform/text.js";
import { arena } from "./arena.js";
import type { BumpArea } from "./bump.js";
import { aligned, takeWords } from "./bump.js";
import { ARENA_WORDS, BUMP_BASE, BUMP_USED, NAME_BUCKET_BASE, NAME_BUCKET_COUNT } from "./layout.js";
import { hashText, readText, sameText, textWords, writeText } from "./name-text.js";
import type { SharedWords } from "./shared-words.js";

/** An entry: these words, then the kind's text, then the name's, then (aligned) the primitive's words. */
const [NEXT, LENGTH, KIND_UNITS, NAME_UNITS, TEXT] = [0, 1, 2, 3, 4];

/** A table in any shared memory; {@link namedWords} is the one in the arena. */
export class NameTable {
  readonly #atomics: AtomicsLike;
  readonly #words: Int32Array;
  readonly #buckets: number;
  readonly #mask: number;
  readonly #area: BumpArea;

  /**
   * @param buckets index of the first chain head
   * @param count how many chain heads there are: a power of two
   * @param area where entries go; never index 0, which ends a chain
   */
  constructor(atomics: AtomicsLike, words: Int32Array, buckets: number, count: number, area: BumpArea) {
    this.#atomics = atomics;
    this.#words = words;
    this.#buckets = buckets;
    this.#mask = count - 1;
    this.#area = area;
  }

  /** See {@link namedWords}. */
  find(kind: string, name: string, length: number): SharedWords {
    const bucket = this.#buckets + (hashText(name) & this.#mask);
    let entry = 0;
    for (;;) {
      const head = this.#atomics.load(this.#words, bucket);
      const base = this.#search(head, kind, name, length);
      if (base !== 0) return { words: this.#words, base };
      entry ||= this.#create(kind, name, length);
      this.#atomics.store(this.#words, entry + NEXT, head);
      // Publishes all stores to the entry; the partner is the load of the head above, in any thread.
      if (this.#atomics.compareExchange(this.#words, bucket, head, entry) === head)
        return { words: this.#words, base: entry + dataOffset(kind.length, name.length) };
    }
  }

  /** Index of the words that belong to the name, or 0. */
  #search(head: number, kind: string, name: string, length: number): number {
    for (let entry = head; entry !== 0; entry = this.#get(entry + NEXT)) {
      const kindUnits = this.#get(entry + KIND_UNITS);
      if (this.#get(entry + NAME_UNITS) !== name.length) continue;
      if (!sameText(this.#atomics, this.#words, entry + TEXT + textWords(kindUnits), name)) continue;
      const there = readText(this.#atomics, this.#words, entry + TEXT, kindUnits);
      const size = this.#get(entry + LENGTH);
      if (there !== kind) {
        throw new TypeError(
          `the name ${JSON.stringify(name)} belongs to ${withArticle(there)} in this program and cannot be ${withArticle(kind)} too: ` +
            "choose another name",
        );
      }
      if (size !== length) {
        throw new TypeError(
          `the ${kind} ${JSON.stringify(name)} exists with another size in this program (${size} words, not ` +
            `${length}): make it with the same size everywhere, or choose another name`,
        );
      }
      return entry + dataOffset(kindUnits, name.length);
    }
    return 0;
  }

  /** An entry that nobody sees yet. */
  #create(kind: string, name: string, length: number): number {
    const size = dataOffset(kind.length, name.length) + length;
    const purpose = `the ${kind} ${JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name)}`;
    const entry = takeWords(this.#atomics, this.#words, this.#area, size, purpose);
    this.#atomics.store(this.#words, entry + LENGTH, length);
    this.#atomics.store(this.#words, entry + KIND_UNITS, kind.length);
    this.#atomics.store(this.#words, entry + NAME_UNITS, name.length);
    writeText(this.#atomics, this.#words, entry + TEXT, kind);
    writeText(this.#atomics, this.#words, entry + TEXT + textWords(kind.length), name);
    this.#atomics.store(this.#words, entry + dataOffset(kind.length, name.length), entry);
    return entry;
  }

  /**
   * What the words at `base` are called, for words that `find` gave. Their word 0 says where the entry is, from the
   * start: it must have been left alone.
   */
  describe(base: number): { readonly kind: string; readonly name: string } {
    const entry = this.#get(base);
    const [kindUnits, nameUnits] = [this.#get(entry + KIND_UNITS), this.#get(entry + NAME_UNITS)];
    const kind = readText(this.#atomics, this.#words, entry + TEXT, kindUnits);
    const at = entry + TEXT + textWords(kindUnits);
    return { kind, name: readText(this.#atomics, this.#words, at, nameUnits) };
  }

  #get(index: number): number {
    return this.#atomics.load(this.#words, index);
  }
}

/** Where the primitive's words begin in an entry. */
function dataOffset(kindUnits: number, nameUnits: number): number {
  return aligned(TEXT + textWords(kindUnits) + textWords(nameUnits));
}

let table: NameTable | undefined;

function nameTable(): NameTable {
  table ??= new NameTable(engine, arena(), NAME_BUCKET_BASE, NAME_BUCKET_COUNT, {
    used: BUMP_USED,
    start: BUMP_BASE,
    end: ARENA_WORDS,
  });
  return table;
}

/** The kind and the name of words that {@link namedWords} gave in any thread, if their word 0 was left alone. */
export function nameOfWords(base: number): { readonly kind: string; readonly name: string } {
  return nameTable().describe(base);
}

/**
 * The words that belong to a name in this program; zeroed when they are new, but for word 0, which is the table's. They live as long as the program. Costs
 * a few atomic loads for each two characters of the name: ask once and keep the answer.
 *
 * @param kind what the words are used as (`"Lock"`)
 * @param name any string but the empty one
 * @param length how many 32-bit words
 * @throws TypeError for an empty name, or when the name exists with another kind or length
 * @throws ResourceExhaustedError when the arena is full
 */
export function namedWords(kind: string, name: string, length: number): SharedWords {
  if (name === "") {
    throw new TypeError(
      `the name of ${withArticle(kind)} must not be empty: give it one, or leave it out for an anonymous ${kind}`,
    );
  }
  return nameTable().find(kind, name, length);
}
