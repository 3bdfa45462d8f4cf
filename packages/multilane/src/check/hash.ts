/**
 * Hashes of states: two independent ones of 32 bits. Two different states that agree in both are taken for one, and
 * what follows the second is not looked at; among n states that happens somewhere with a probability of n² / 2^65:
 * one in ten million for a million states.
 */

/** A hash that is being computed. */
export class Hash {
  high = 0x9747b28c;
  low = 0x3c6ef372;

  /** Adds a 32-bit integer (MurmurHash3, with two sets of constants). */
  add(value: number): void {
    let mixed = Math.imul(value, 0xcc9e2d51);
    mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    const high = this.high ^ mixed;
    this.high = (Math.imul((high << 13) | (high >>> 19), 5) + 0xe6546b64) | 0;
    mixed = Math.imul(value, 0x38b34ae5);
    mixed = Math.imul((mixed << 16) | (mixed >>> 16), 0xa1e38b93);
    const low = this.low ^ mixed;
    this.low = (Math.imul((low << 17) | (low >>> 15), 5) + 0x561ccd1b) | 0;
  }

  /** Spreads what was added last over all bits. */
  finish(): void {
    this.high = spread(this.high);
    this.low = spread(this.low);
  }
}

/** MurmurHash3's last step: a bijection of which every bit depends on every bit. */
function spread(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/**
 * The share of one word in the hash of a memory, which is the exclusive-or of all shares: so it changes with a word
 * without a look at the others (Zobrist).
 */
export function shareOf(word: number, value: number, seed: number): number {
  return spread(spread(Math.imul(word + 1, 0x9e3779b1) ^ seed) ^ value);
}
