/** The nearest-rank percentile of values in ascending order; NaN when there are none. `q` in percent. */
export function percentile(ascending: readonly number[], q: number): number {
  const rank = Math.max(1, Math.ceil((q / 100) * ascending.length));
  return ascending[rank - 1] ?? Number.NaN;
}

/** The median; the mean of the two in the middle when their number is even; NaN when there are none. */
export function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  const middle = ascending.length / 2;
  const upper = ascending[Math.floor(middle)] ?? Number.NaN;
  const lower = ascending[Math.ceil(middle) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}
