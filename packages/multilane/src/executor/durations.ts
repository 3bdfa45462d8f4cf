/** Durations, counted in buckets: any number of them in constant memory, quantiles exact to about 12 %. */

/** What is known of many durations, in milliseconds. */
export interface DurationSummary {
  readonly count: number;
  readonly mean: number;
  /** Half of them took no longer. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** Bits of the mantissa that choose a bucket: eight per doubling. */
const BITS = 3;

/** What is left of the upper word of a double when its exponent and that many bits of the mantissa are kept. */
const SHIFT = 20 - BITS;

/** The first bucket has all below this many milliseconds, about a microsecond. */
const LEAST = 2 ** -10;

/** Up to 2^30 ms, twelve days; longer ones count as that in the quantiles. */
const BUCKETS = 40 << BITS;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
// Which of the two words of a double is the upper one depends on the machine.
double[0] = 1;
const UPPER = words[1] === 0 ? 0 : 1;

/** The exponent and the first bits of the mantissa: a logarithm, but for a constant, without computing one. */
function scale(value: number): number {
  double[0] = value;
  return (words[UPPER] ?? 0) >>> SHIFT;
}

const FIRST = scale(LEAST);

/** The upper end of a bucket. */
function endOf(bucket: number): number {
  const within = bucket & ((1 << BITS) - 1);
  return LEAST * 2 ** (bucket >> BITS) * (1 + (within + 1) / (1 << BITS));
}

/** See the head of this file. Adding one allocates nothing. */
export class Durations {
  readonly #buckets = new Uint32Array(BUCKETS);
  #count = 0;
  #total = 0;
  #max = 0;

  /** Their sum. */
  get total(): number {
    return this.#total;
  }

  /** @param milliseconds ≥ 0 */
  add(milliseconds: number): void {
    const bucket = milliseconds <= LEAST ? 0 : Math.min(scale(milliseconds) - FIRST, BUCKETS - 1);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count++;
    this.#total += milliseconds;
    if (milliseconds > this.#max) this.#max = milliseconds;
  }

  get summary(): DurationSummary {
    return {
      count: this.#count,
      mean: this.#count === 0 ? 0 : this.#total / this.#count,
      p50: this.#quantile(0.5),
      p90: this.#quantile(0.9),
      p99: this.#quantile(0.99),
      max: this.#max,
    };
  }

  /** The upper end of the bucket that it lies in, and never more than the longest. */
  #quantile(share: number): number {
    const rank = Math.ceil(share * this.#count);
    let seen = 0;
    for (const [bucket, count] of this.#buckets.entries()) {
      seen += count;
      if (count > 0 && seen >= rank) return Math.min(endOf(bucket), this.#max);
    }
    return 0;
  }
}
