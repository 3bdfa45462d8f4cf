/** Threads that are terminated while they use a queue: no item is half there, none comes twice, and the queue goes on. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LifoQueue, PriorityQueue, Queue, Thread } from "multilane";
import { Gate } from "../support/gate.js";
import { within } from "../support/patience.js";
import { random } from "../support/random.js";
import { until } from "../support/until.js";
import * as queueing from "../tasks/queueing.js";
import * as tasks from "./queue-death-fixture.js";
import type { AnyQueue, Item, Spot } from "./queue-death-fixture.js";

const LONG = { timeout: 20_000 };
/** How many items a round may have at most: as many as `progress` has words. */
const MOST = 200_000;

function words(count: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(count * 4));
}

interface Terminable {
  terminate(): Promise<unknown>;
  join(): Promise<unknown>;
}

async function terminated(thread: Terminable): Promise<void> {
  await within(thread.terminate(), "the end of a thread");
  await assert.rejects(thread.join(), { name: "ThreadTerminatedError" });
}

/** A producer and a consumer, both of them terminated at some moment. */
class Round {
  readonly #queue: AnyQueue;
  readonly #put = words(1);
  readonly #taken = words(MOST);
  readonly #unfinished: number;
  readonly #producer: Terminable;
  readonly #consumer: Terminable;

  constructor(queue: AnyQueue, chance: () => number) {
    this.#queue = queue;
    this.#unfinished = queue.statistics().unfinished;
    const producer = new Thread({ target: tasks.produce, args: [queue, chance() < 0.3, this.#put] });
    const consumer = new Thread({ target: tasks.consume, args: [queue, chance() < 0.3, this.#taken] });
    producer.start();
    consumer.start();
    this.#producer = producer;
    this.#consumer = consumer;
  }

  async play(chance: () => number): Promise<void> {
    const ends = [
      () => this.#end(this.#producer, this.#put, chance() * 300),
      () => this.#end(this.#consumer, this.#taken, chance() * 300),
    ];
    if (chance() < 0.5) ends.reverse();
    for (const end of ends) await end();
    // Whoever waited is counted until the watcher has seen the end of it.
    await until("nobody waits", () => this.#queue.statistics().waiting === 0);
    this.#account();
  }

  /** Terminates the thread when it has come so far, or the other one is gone and it does not get on. */
  async #end(thread: Terminable, progress: Int32Array, after: number): Promise<void> {
    const far = (): boolean => Atomics.load(progress, 0) >= after;
    await until("progress", () => far() || this.#queue.statistics().waiting > 0);
    await terminated(thread);
  }

  #account(): void {
    const queue = this.#queue;
    const log = this.#taken.slice(1, 1 + (this.#taken[0] ?? 0));
    // The thread may have been terminated between the two words that it writes.
    const next = this.#taken[log.length + 1] ?? 0;
    const rest: number[] = [];
    for (let got = queue.tryGet(); got !== undefined; got = queue.tryGet()) rest.push(got.value.id);
    const { size, unfinished } = queue.statistics();
    assert.equal(size, 0);

    // What was put is what became unfinished: what the producer knows of, and perhaps one more.
    const [put, known] = [unfinished - this.#unfinished, this.#put[0] ?? 0];
    assert.ok(put === known || put === known + 1, `${put} were put, the producer knew of ${known}`);
    // What was taken is each of them once, but for one that the consumer may have had in its hands.
    const got = new Set([...log, ...rest]);
    assert.equal(got.size, log.length + rest.length, "an item came twice");
    const missing = Array.from({ length: put }, (_, id) => id).filter((id) => !got.has(id));
    assert.ok(missing.length <= 1, `items ${missing.join()} are missing`);
    assert.equal(got.size + missing.length, put, "an item came that was not put");
    if (missing[0] !== undefined && next !== 0) assert.equal(next, missing[0]);
  }
}

const kinds: readonly (readonly [string, () => AnyQueue])[] = [
  ["Queue", () => new Queue<Item>(8)],
  ["a named Queue without a bound", () => new Queue<Item>(0, "queue-death: items")],
  ["LifoQueue", () => new LifoQueue<Item>(8)],
  ["PriorityQueue", () => new PriorityQueue<Item>(8)],
];

describe("threads that are terminated at any moment", () => {
  for (const [index, [name, make]] of kinds.entries()) {
    it(`lose nothing of a queue: ${name}`, async () => {
      const queue = make();
      const chance = random(20_261_122 + index);
      for (let round = 0; round < (index === 0 ? 30 : 4); round++)
        await new Round(queue, chance).play(chance);
    });
  }

  it("leave the work unfinished that they had taken", async () => {
    const queue = new Queue<number>();
    queue.putSync(1);
    const thread = new Thread({ target: queueing.getOne, args: [queue] });
    thread.start();
    await thread.join(LONG);
    assert.equal(queue.statistics().unfinished, 1);
  });
});

interface Wait {
  /** Makes a thread that will have to wait. */
  readonly thread: (queue: Queue<number>) => Terminable & { start(): void };
  /** What is in the queue then. */
  readonly items: readonly number[];
  /** Lets one go on. */
  readonly wake: (queue: Queue<number>) => void;
}

const waits: Readonly<Record<string, Wait>> = {
  get: {
    thread: (queue) => new Thread({ target: queueing.getOne, args: [queue] }),
    items: [],
    wake: (queue) => queue.putSync(1),
  },
  put: {
    thread: (queue) => new Thread({ target: queueing.putOne, args: [queue, 2] }),
    items: [1],
    wake: (queue) => void queue.getSync(),
  },
  join: {
    thread: (queue) => new Thread({ target: queueing.joinIt, args: [queue] }),
    items: [1],
    wake: (queue) => queue.taskDone(),
  },
};

describe("a thread that is terminated in a wait at a queue", () => {
  for (const [name, { thread, items, wake }] of Object.entries(waits)) {
    it(`is not counted any more, and takes no wake-up with it: ${name}`, async () => {
      const queue = new Queue<number>(1);
      for (const item of items) queue.putSync(item);
      const [first, second] = [thread(queue), thread(queue)];
      first.start();
      await until("1 waits", () => queue.statistics().waiting === 1);
      second.start();
      await until("2 wait", () => queue.statistics().waiting === 2);
      await terminated(first);
      await until("1 waits", () => queue.statistics().waiting === 1);
      wake(queue);
      await within(second.join(), "the end of the other");
      assert.equal(queue.statistics().waiting, 0);
    });
  }
});

describe("a thread that is terminated inside a queue's mutex", () => {
  const left: Record<Spot, readonly unknown[]> = {
    "before put": ["one", "two", "three"],
    "after put": ["one", "two", "three", "late"],
    "before take": ["one", "two", "three"],
    "after take": ["two", "three"],
    "before clear": [],
    "in clear": [],
  };
  for (const spot of [
    "before put",
    "after put",
    "before take",
    "after take",
    "before clear",
    "in clear",
  ] as const) {
    for (const blocks of [true, false]) {
      it(`leaves the queue to the next one: ${spot}, who ${blocks ? "blocks" : "awaits"}`, async () => {
        const queue = new Queue<string>(0, `queue-death: ${spot} ${blocks}`);
        for (const item of ["zero", "one", "two", "three"]) queue.putSync(item);
        assert.equal(queue.getSync(), "zero"); // owed by this thread, whatever happens
        const gate = new Gate();
        const thread = new Thread({ target: tasks.stopInside, args: [queue.name ?? "", spot, gate.words] });
        thread.start();
        await gate.arrived(1);
        const over = terminated(thread);
        const clears = spot.endsWith("clear");
        // Blocked at once: the mutex is held, and nobody but the watcher can say that its holder is dead.
        if (blocks) assert.equal(queue.qsize(), left[spot].length);
        await over;
        const { size, unfinished } = queue.statistics();
        const taken = spot === "after take" ? 1 : 0;
        assert.deepEqual([size, unfinished], [left[spot].length, left[spot].length + 1 + taken]);
        assert.equal(queue.isShutdown, clears);
        const got: unknown[] = [];
        for (const _ of left[spot]) got.push(await queue.get(LONG));
        assert.deepEqual(got, left[spot]);
        const join = queue.join(LONG);
        for (let owed = 0; owed < unfinished; owed++) queue.taskDone();
        await join;
        if (clears) await assert.rejects(queue.get(), { name: "QueueShutdownError" });
        else await queue.put("more");
      });
    }
  }
});
