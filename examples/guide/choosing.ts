/** A queue between two stages, a semaphore for a limit, an event for "go", a barrier for "all together". */
import {
  Barrier,
  BoundedSemaphore,
  Event,
  isMainThread,
  Queue,
  QueueShutdownError,
  task,
  ThreadPoolExecutor,
} from "multilane";

const go = new Event("choosing.go");
const together = new Barrier(2, "choosing.together");
const atMostOne = new BoundedSemaphore(1, "choosing.printer");

export const produce = task(import.meta, async (queue: Queue<number>, from: number, count: number) => {
  await go.wait(); // nobody starts before main says so
  for (let n = from; n < from + count; n++) await queue.put(n); // waits while the queue is full
  const index = await together.wait(); // both have put all they have
  if (index === 0) queue.shutdown(); // one of them says that nothing more will come
});

export const consume = task(import.meta, async (queue: Queue<number>) => {
  let sum = 0;
  for await (const n of queue) sum += n; // until it is shut down and empty
  using _ = await atMostOne.acquire();
  return sum;
});

if (isMainThread) {
  const queue = new Queue<number>(8);
  await using executor = new ThreadPoolExecutor({ maxWorkers: 4 });
  const producers = [executor.submit(produce, queue, 0, 50), executor.submit(produce, queue, 50, 50)];
  const consumers = [executor.submit(consume, queue), executor.submit(consume, queue)];
  go.set();
  await Promise.all(producers);
  const sums = await Promise.all(consumers);
  console.log(`0 + 1 + … + 99 = ${sums.reduce((a, b) => a + b)}`);
  try {
    await queue.put(100);
  } catch (error) {
    console.log(error instanceof QueueShutdownError ? "the queue is shut down" : error);
  }
}
