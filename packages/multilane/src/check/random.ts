/** Random numbers that a seed repeats. */

/** Marsaglia's xorshift, mixed as in MurmurHash3: good enough to choose with, and fast. */
export class Random {
  #state: number;

  /** @param seed an integer; two neighbours give unrelated numbers */
  constructor(seed: number) {
    this.#state = mix(seed) || 1;
  }

  /** An integer of 0 … below-1, all (nearly) equally likely. */
  below(limit: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return Math.floor(((mix(state) >>> 0) / 2 ** 32) * limit);
  }

  /** One of these; `undefined` if there is none. */
  pick<T>(choices: readonly T[]): T | undefined {
    return choices[this.below(choices.length)];
  }
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
