/** The hashes of the states that a search has seen: open addressing in one typed array, 8 bytes an entry. */

const FIRST_CAPACITY = 1 << 12;

/** A set of pairs of 32-bit integers. */
export class SeenSet {
  #capacity: number = FIRST_CAPACITY;
  #table: Int32Array = new Int32Array(2 * FIRST_CAPACITY);
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** Adds a pair; false if it was there. */
  add(high: number, low: number): boolean {
    // Two zeros mark a free place.
    if (!this.#put(high, high === 0 && low === 0 ? 1 : low)) return false;
    if (++this.#size * 4 > this.#capacity * 3) this.#grow();
    return true;
  }

  #put(high: number, low: number): boolean {
    const [table, mask] = [this.#table, this.#capacity - 1];
    for (let place = low & mask; ; place = (place + 1) & mask) {
      const there = table[2 * place];
      const thereToo = table[2 * place + 1];
      if (there === high && thereToo === low) return false;
      if (there !== 0 || thereToo !== 0) continue;
      table[2 * place] = high;
      table[2 * place + 1] = low;
      return true;
    }
  }

  #grow(): void {
    const old = this.#table;
    this.#capacity *= 2;
    this.#table = new Int32Array(2 * this.#capacity);
    for (let at = 0; at < old.length; at += 2) {
      const [high = 0, low = 0] = [old[at], old[at + 1]];
      if (high !== 0 || low !== 0) this.#put(high, low);
    }
  }
}
