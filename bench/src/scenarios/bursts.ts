/** Throughput: many tasks at once, all awaited, then the next burst. */
import type { Pool } from "../peer.js";
import { checkAnswer, type PoolScenario } from "../scenario.js";

const TASKS_PER_BURST = 1000;

async function burst(pool: Pool, first: number): Promise<void> {
  const calls: PromiseLike<number>[] = [];
  for (let i = 0; i < TASKS_PER_BURST; i++) calls.push(pool.run(first + i));
  const answers = await Promise.all(calls);
  for (let i = 0; i < TASKS_PER_BURST; i++) checkAnswer(first + i, answers[i] ?? Number.NaN);
}

export const bursts: PoolScenario = {
  name: "bursts",
  title: "bursts of 1,000 tasks, every result awaited and checked",
  metrics: [{ name: "tasks/s", better: "higher" }],
  async measure(pool, milliseconds) {
    const start = performance.now();
    let tasks = 0;
    let elapsed = 0;
    // Time, not a count, ends it: peers differ by a factor of 50, and all are to be watched for equally long.
    do {
      await burst(pool, tasks);
      tasks += TASKS_PER_BURST;
      elapsed = performance.now() - start;
    } while (elapsed < milliseconds);
    return { "tasks/s": (tasks / elapsed) * 1000 };
  },
};
