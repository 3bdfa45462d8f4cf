/**
 * Random operations on all primitives in a few threads, which are terminated at random moments and replaced: nobody
 * hangs, nothing is granted twice, and the shared memory is as it was.
 */
import {
  Barrier,
  Condition,
  dumpThreads,
  Event,
  Lock,
  Queue,
  RLock,
  Semaphore,
  Thread,
  ThreadTerminatedError,
} from "multilane";
import { liveNodes } from "#src/sync/diagnosis/waits.js";
import { threadLot } from "#src/sync/thread-lot.js";
import { random, randomWork } from "./random-work.js";
import type { Shared } from "./random-work.js";
import { DEATHS_SEEN, FAULT, FAULTS, MOST_THREADS, PROGRESS, STOP, WORDS } from "./words.js";

/** What a run is like. */
export interface StressOptions {
  readonly milliseconds: number;
  readonly seed: number;
  readonly threads: number;
  /** A thread that has done nothing for so many milliseconds hangs. */
  readonly patience: number;
}

/** What came of it. */
export interface StressReport {
  /** Empty if all went well. */
  readonly problems: readonly string[];
  readonly operations: number;
  readonly terminated: number;
  /** How often a lock was taken over from a dead owner. */
  readonly recovered: number;
}

class Run {
  readonly #options: StressOptions;
  readonly #words = new Int32Array(new SharedArrayBuffer(WORDS * 4));
  readonly #shared: Shared;
  readonly #random: () => number;
  readonly #threads: Thread[] = [];
  readonly #problems: string[] = [];
  #seeds = 0;
  #terminated = 0;
  readonly #progress: number[] = [];
  readonly #since: number[] = [];

  constructor(options: StressOptions) {
    this.#options = options;
    this.#random = random(options.seed);
    this.#shared = {
      words: this.#words,
      locks: [new Lock(), new Lock(`stress ${options.seed}`), new RLock()],
      semaphore: new Semaphore(2),
      condition: new Condition(),
      event: new Event(),
      barrier: new Barrier(2),
      queue: new Queue<number>(8),
    };
  }

  async #start(index: number): Promise<void> {
    const seed = this.#options.seed * 1000 + this.#seeds++;
    const thread = new Thread({
      target: randomWork,
      args: [this.#shared, seed, index],
      name: `stress-${index}`,
    });
    this.#threads[index] = thread;
    this.#since[index] = performance.now();
    thread.start();
    // What it throws is found by #watch, by the fault.
    await thread.join().catch((error: unknown) => {
      if (!(error instanceof ThreadTerminatedError)) this.#problems.push(String(error));
    });
  }

  /** Looks for faults and for threads that hang. */
  #watch(): void {
    const fault = Atomics.load(this.#words, FAULT);
    if (fault !== 0) this.#problems.push(FAULTS[fault] ?? `fault ${fault}`);
    for (let index = 0; index < this.#options.threads; index++) {
      const done = Atomics.load(this.#words, PROGRESS + index);
      if (done !== this.#progress[index]) this.#since[index] = performance.now();
      this.#progress[index] = done;
      if (performance.now() - (this.#since[index] ?? 0) > this.#options.patience) {
        this.#problems.push(`thread ${index} hangs\n${dumpThreads({ quiet: true })}`);
        return;
      }
    }
  }

  async run(): Promise<StressReport> {
    const { milliseconds, threads, patience } = this.#options;
    const ends: Promise<void>[] = [];
    for (let index = 0; index < Math.min(threads, MOST_THREADS); index++) ends.push(this.#start(index));
    const end = performance.now() + milliseconds;
    while (performance.now() < end && this.#problems.length === 0) {
      await pause(20 + this.#random() * 100);
      this.#watch();
      const victim = Math.floor(this.#random() * threads);
      await this.#threads[victim]?.terminate();
      this.#terminated++;
      ends[victim] = this.#start(victim);
    }
    Atomics.store(this.#words, STOP, 1);
    if (this.#problems.length > 0) for (const thread of this.#threads) void thread.terminate();
    await Promise.race([
      Promise.all(ends),
      pause(patience * 2).then(() => this.#problems.push("the end hangs")),
    ]);
    await this.#checkRest();
    const operations = this.#words.subarray(PROGRESS, PROGRESS + MOST_THREADS).reduce((a, b) => a + b, 0);
    const recovered = Atomics.load(this.#words, DEATHS_SEEN);
    return { problems: this.#problems, operations, terminated: this.#terminated, recovered };
  }

  /** Nobody waits any more, and no node belongs to a thread that is gone. */
  async #checkRest(): Promise<void> {
    let nodes = liveNodes(threadLot());
    // The watcher may have the last deaths before it yet.
    for (let turns = 0; turns < 200 && nodes.ofTheGone > 0; turns++) {
      await pause(10);
      nodes = liveNodes(threadLot());
    }
    if (nodes.waiting > 0 || nodes.ofTheGone > 0)
      this.#problems.push(`${nodes.waiting} nodes wait, ${nodes.ofTheGone} belong to threads that are gone`);
  }
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Runs it. */
export async function stress(options: StressOptions): Promise<StressReport> {
  return await new Run(options).run();
}
