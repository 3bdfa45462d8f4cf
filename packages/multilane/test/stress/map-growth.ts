/** How the heap grows while a long `map` runs: it must not. */
import { ThreadPoolExecutor } from "multilane";
import { collectGarbage } from "../support/collect-garbage.js";
import { next } from "../tasks/endless.js";

/** Bytes, and how many items there were when they were measured. */
export interface Growth {
  readonly items: number;
  readonly before: number;
  readonly after: number;
}

function* count(items: number): Generator<number> {
  for (let n = 0; n < items; n++) yield n;
}

async function heap(): Promise<number> {
  await collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * Maps so many items over two threads, at `buffersize` 64.
 *
 * @param first how many have passed when the heap is measured for the first time
 */
export async function mapGrowth(items: number, first: number): Promise<Growth> {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
  let [passed, before] = [0, 0];
  for await (const value of executor.with({ buffersize: 64 }).map(next, count(items))) {
    if (value !== ++passed) throw new Error(`item ${passed} is ${value}`);
    if (passed === first) before = await heap();
  }
  return { items: passed, before, after: await heap() };
}
