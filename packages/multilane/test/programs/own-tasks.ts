/** A program whose tasks are its own: the same file runs in main and in the workers, the guard tells them apart. */
import { isMainThread, task, Thread, ThreadPoolExecutor } from "multilane";

export const double = task(import.meta, (n: number) => 2 * n);
export const nested = task(import.meta, async (n: number) => {
  await using inner = new ThreadPoolExecutor({ maxWorkers: 1 });
  const thread = new Thread({ target: double, args: [n] });
  thread.start();
  return (await inner.run(double, n)) + (await thread.join()) + inner.submit(double, n).resultSync();
});
export const leaveChild = task(import.meta, (n: number) => {
  new Thread({ target: tell, args: [n] }).start();
});
export const tell = task(import.meta, (n: number) => console.log(`child ${n}`));

if (isMainThread) {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 2 });
  console.log(await executor.run(double, 4));
  console.log(await executor.run(nested, 5));
  const thread = new Thread({ target: leaveChild, args: [6] });
  thread.start();
  await thread.join();
  console.log(double(8));
}
