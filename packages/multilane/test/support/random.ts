/** A small generator of numbers from 0 to 1, the same for the same seed ≥ 1 (Lehmer, 1951). */
export function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
