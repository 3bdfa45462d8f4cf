/**
 * Who plays the part of CPython's threads. Each test with a blocking call in it is played twice: by threads that
 * block (`[sync]`), and by promises (`[async]`), these once as tasks of one event loop and once as tasks of threads.
 */
import { after } from "node:test";
import type { TaskReference } from "multilane";
import { ThreadPoolExecutor } from "multilane";
import { Bunch } from "./bunch.js";
import type { Variants } from "./cpython.js";
import type { Mode } from "./mode.js";

/** At most so many threads are alive in a file; starting one costs 20 to 40 ms, so they are used again. */
const THREADS = 10;

const pool = new ThreadPoolExecutor({ maxWorkers: THREADS, threadNamePrefix: "cpython" });
after(() => pool.shutdown());

type Target<Args extends readonly unknown[], Result> = ((...args: Args) => Result) &
  TaskReference<Args, Result>;

/** How a case is played. */
export class Crew {
  /** Which calls it makes: …Sync, or those that are awaited. */
  readonly mode: Mode;
  /** Whether each of its members has a thread of its own, or all share the event loop of the test. */
  readonly where: "threads" | "one thread";

  constructor(mode: Mode, where: "threads" | "one thread") {
    this.mode = mode;
    this.where = where;
  }

  /** Calls the task so often at the same time. CPython: `Bunch(f, n)`. */
  start<Args extends readonly unknown[], Result>(
    task: Target<Args, Result>,
    count: number,
    ...args: NoInfer<Args>
  ): Bunch<Awaited<Result>> {
    const call = async (): Promise<Awaited<Result>> =>
      this.where === "threads" ? await pool.submit(task, ...args) : await task(...args);
    return new Bunch(Array.from({ length: count }, call));
  }
}

/** The case, played by threads that block, and with promises. */
export function played(play: (crew: Crew) => Promise<void>): Variants {
  return {
    sync: () => play(new Crew("sync", "threads")),
    async: async () => {
      await play(new Crew("async", "one thread"));
      await play(new Crew("async", "threads"));
    },
  };
}
