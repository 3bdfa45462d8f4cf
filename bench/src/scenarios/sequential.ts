/** Latency: one call at a time, the next one as soon as the answer is there. */
import { checkAnswer, type PoolScenario } from "../scenario.js";
import { percentile } from "../statistics.js";

/** With fewer calls a 99th percentile would be the slowest call. */
const FEWEST_CALLS = 200;

export const sequential: PoolScenario = {
  name: "sequential",
  title: "one call at a time",
  metrics: [
    { name: "p50 µs", better: "lower" },
    { name: "p99 µs", better: "lower" },
  ],
  async measure(pool, milliseconds) {
    const latencies: number[] = [];
    const end = performance.now() + milliseconds;
    for (let n = 0, before = performance.now(); n < FEWEST_CALLS || before < end; n++) {
      const answer = await pool.run(n);
      const after = performance.now();
      checkAnswer(n, answer);
      latencies.push((after - before) * 1000);
      before = performance.now();
    }
    latencies.sort((a, b) => a - b);
    return { "p50 µs": percentile(latencies, 50), "p99 µs": percentile(latencies, 99) };
  },
};
