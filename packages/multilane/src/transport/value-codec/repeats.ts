/** The objects of a value that is being written: one that comes twice is one object to a message, and two to bytes. */

/** Up to how many a loop is quicker than a Set. */
const FEW = 64;

/** See above. Up to {@link FEW} objects cost no memory. */
export class Repeats {
  readonly #few: (object | undefined)[] = Array.from({ length: FEW }, () => undefined);
  readonly #many = new Set<object>();
  #count = 0;

  /** Notes an object; `false` if it has come before, in a cycle or not. */
  isNew(value: object): boolean {
    const few = Math.min(this.#count, FEW);
    for (let index = 0; index < few; index++) if (this.#few[index] === value) return false;
    if (this.#count < FEW) this.#few[this.#count] = value;
    else if (this.#many.has(value)) return false;
    else this.#many.add(value);
    this.#count++;
    return true;
  }

  /** Forgets them all: they must not be kept alive from here. */
  clear(): void {
    const few = Math.min(this.#count, FEW);
    for (let index = 0; index < few; index++) this.#few[index] = undefined;
    if (this.#count > FEW) this.#many.clear();
    this.#count = 0;
  }
}
