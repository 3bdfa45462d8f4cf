/** A pool that finds factors, a tally that all threads share, and a thread that writes what comes out. */
import { asCompleted, isMainThread, Lock, Queue, task, Thread, ThreadPoolExecutor } from "multilane";

const tallyLock = new Lock("from-python.tally"); // a name: every thread that says it has this lock

export const leastFactor = task(import.meta, (n: number, divisions: Float64Array) => {
  if (n < 2) throw new RangeError(`${n} has no prime factor`);
  let [factor, tried] = [n, 0];
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    tried++;
    if (n % divisor === 0) {
      factor = divisor;
      break;
    }
  }
  using _ = tallyLock.acquireSync();
  divisions[0] = (divisions[0] ?? 0) + tried; // memory that is shared, and not a copy
  return factor;
});

export const writeLines = task(import.meta, async (lines: Queue<string>) => {
  for await (const line of lines) console.log(line); // until the queue is shut down, and empty
});

if (isMainThread) {
  const numbers = [2_147_483_647, 1, 999_962_000_357, 91];
  const divisions = new Float64Array(new SharedArrayBuffer(8));
  const lines = new Queue<string>();
  const writer = new Thread({ target: writeLines, args: [lines], name: "writer" });
  writer.start();

  {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
    const futures = new Map(numbers.map((n) => [executor.submit(leastFactor, n, divisions), n]));
    const outcomes = new Map<number | undefined, unknown>();
    for await (const done of asCompleted(futures.keys(), { timeout: 60_000 })) {
      const n = futures.get(done.future); // the same future that submit returned
      try {
        outcomes.set(n, done.result());
      } catch (error) {
        outcomes.set(n, error instanceof RangeError ? error.message : error);
      }
    }
    for (const n of numbers) await lines.put(`${n}: ${String(outcomes.get(n))}`);

    // One iterable per parameter, as in Python.
    const later = executor.with({ timeout: 60_000 });
    for await (const factor of later.map(leastFactor, [15, 35], [divisions, divisions]))
      await lines.put(`map: ${factor}`);
  } // shutdown(), with wait

  await lines.put(`${divisions[0]} divisions`);
  lines.shutdown();
  await writer.join();
}
