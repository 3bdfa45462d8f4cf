/** What must not compile, and what types the rest has. `tsc` does the checking; one run shows that it was built. */
import { expectTypeOf } from "expect-type";
import { describe, it } from "node:test";
import { LifoQueue, PriorityQueue, Queue, SimpleQueue, ThreadLocal } from "multilane";
import type { WaitOptions } from "multilane";

/** Never called. */
export async function misuses(queue: Queue<number>, ranked: PriorityQueue<number>): Promise<void> {
  // @ts-expect-error an item of another type
  await queue.put("one");
  // @ts-expect-error an item of another type
  queue.tryPut("one");
  // @ts-expect-error a Queue knows no priorities
  await queue.put(1, 2);
  // @ts-expect-error tryPut never waits
  queue.tryPut(1, { timeout: 5 });
  // @ts-expect-error tryGet never waits
  queue.tryGet({ timeout: 5 });
  // @ts-expect-error the priority is missing
  await ranked.put(1);
  // @ts-expect-error the priority is missing
  ranked.putSync(1, { timeout: 5 });
  // @ts-expect-error a priority is a number
  ranked.tryPut(1, "high");
  // @ts-expect-error milliseconds are a number
  await queue.get({ timeout: "5s" });
  // @ts-expect-error the bound is a number
  queue.maxsize = "5";
  // @ts-expect-error it says so by itself; shutdown() does it
  queue.isShutdown = true;
  // @ts-expect-error the bound comes first
  void new Queue<number>("jobs");
  // @ts-expect-error a name is a string
  void new Queue<number>(5, 5);
  // @ts-expect-error a queue of what may be missing is not one of what is there
  const certain: Queue<number> = new Queue<number | undefined>();
  void certain;
}

/** Never called. */
export async function simpleMisuses(queue: SimpleQueue<number>): Promise<void> {
  // @ts-expect-error put never waits
  queue.put(1, { timeout: 5 });
  // @ts-expect-error it is unbounded
  void queue.maxsize;
  // @ts-expect-error it counts no tasks
  queue.taskDone();
  // @ts-expect-error an init is a function
  void new ThreadLocal(5);
  // @ts-expect-error it makes values of the variable's type
  void new ThreadLocal<number>(() => "five");
  await Promise.resolve();
}

describe("the types of the queues", () => {
  it("are these", () => {
    interface Job {
      readonly url: string;
    }
    const got = expectTypeOf<{ value: Job } | undefined>();
    expectTypeOf<Queue<Job>["get"]>().toEqualTypeOf<(options?: WaitOptions) => Promise<Job>>();
    expectTypeOf<Queue<Job>["getSync"]>().returns.toEqualTypeOf<Job>();
    got.toExtend<ReturnType<Queue<Job>["tryGet"]>>();
    expectTypeOf<NonNullable<ReturnType<Queue<Job>["tryGet"]>>["value"]>().toEqualTypeOf<Job>();
    expectTypeOf<Queue<Job>["put"]>().toEqualTypeOf<(item: Job, options?: WaitOptions) => Promise<void>>();
    expectTypeOf<Queue<Job>["putSync"]>().returns.toEqualTypeOf<void>();
    expectTypeOf<Queue<Job>["tryPut"]>().toEqualTypeOf<(item: Job) => boolean>();
    expectTypeOf<Queue<Job>["join"]>().returns.toEqualTypeOf<Promise<void>>();
    expectTypeOf<Queue<Job>["qsize"]>().returns.toEqualTypeOf<number>();
    expectTypeOf<Queue<Job>>().toExtend<AsyncIterable<Job>>();
    expectTypeOf<LifoQueue<Job>["get"]>().returns.toEqualTypeOf<Promise<Job>>();
    expectTypeOf<LifoQueue<Job>["put"]>().parameter(0).toEqualTypeOf<Job>();
    expectTypeOf<LifoQueue<Job>>().toExtend<AsyncIterable<Job>>();
    expectTypeOf<PriorityQueue<Job>["get"]>().returns.toEqualTypeOf<Promise<Job>>();
    expectTypeOf<PriorityQueue<Job>["put"]>().toEqualTypeOf<
      (item: Job, priority: number, options?: WaitOptions) => Promise<void>
    >();
    expectTypeOf<PriorityQueue<Job>["tryPut"]>().toEqualTypeOf<(item: Job, priority: number) => boolean>();
    expectTypeOf<PriorityQueue<Job>>().toExtend<AsyncIterable<Job>>();
    expectTypeOf<SimpleQueue<Job>["put"]>().toEqualTypeOf<(item: Job) => void>();
    expectTypeOf<SimpleQueue<Job>["get"]>().returns.toEqualTypeOf<Promise<Job>>();
    expectTypeOf<SimpleQueue<Job>["getSync"]>().returns.toEqualTypeOf<Job>();
    expectTypeOf(new ThreadLocal(() => 5).value).toEqualTypeOf<number>();
  });
});
