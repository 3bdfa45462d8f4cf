/** The Queue family in one thread: any operations with any values, beside a sequential model. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as eventLoopTurn } from "node:timers/promises";
import fc from "fast-check";
import {
  InvalidStateError,
  LifoQueue,
  PriorityQueue,
  Queue,
  QueueEmptyError,
  QueueFullError,
  QueueShutdownError,
  SimpleQueue,
  TimeoutError,
} from "multilane";
import { gave, QueueModel } from "./queue-model.js";
import type { Order, Outcome, QueueOperations, QueueState } from "./queue-model.js";

/** Which of its three methods an operation takes. */
const manners = ["sync", "async", "try"] as const;
type Manner = (typeof manners)[number];

const NOW = { timeout: 0 };

/** The outcomes that are errors. */
const words = new Map<unknown, Outcome>([
  [QueueFullError, "full"],
  [QueueEmptyError, "empty"],
  [QueueShutdownError, "shut down"],
  [InvalidStateError, "too often"],
  [TimeoutError, "timed out"],
]);

function failed(error: unknown): Outcome {
  const outcome = error instanceof Error ? words.get(error.constructor) : undefined;
  if (outcome === undefined) throw error;
  return outcome;
}

async function outcomeOf(operation: () => unknown): Promise<Outcome> {
  try {
    return (await operation()) === false ? "full" : "done";
  } catch (error) {
    return failed(error);
  }
}

/** The real thing. */
class Subject implements QueueOperations {
  manner: Manner = "sync";
  readonly #queue: Queue<unknown> | LifoQueue<unknown> | PriorityQueue<unknown>;

  constructor(queue: Queue<unknown> | LifoQueue<unknown> | PriorityQueue<unknown>) {
    this.#queue = queue;
  }

  put(value: unknown, priority: number): Promise<Outcome> {
    const queue = this.#queue;
    if (queue instanceof PriorityQueue)
      return outcomeOf(() => {
        if (this.manner === "sync") return queue.putSync(value, priority, NOW);
        return this.manner === "async" ? queue.put(value, priority, NOW) : queue.tryPut(value, priority);
      });
    return outcomeOf(() => {
      if (this.manner === "sync") return queue.putSync(value, NOW);
      return this.manner === "async" ? queue.put(value, NOW) : queue.tryPut(value);
    });
  }

  async get(): Promise<Outcome> {
    try {
      if (this.manner === "sync") return gave(this.#queue.getSync(NOW));
      if (this.manner === "async") return gave(await this.#queue.get(NOW));
      const got = this.#queue.tryGet();
      return got === undefined ? "empty" : gave(got.value);
    } catch (error) {
      return failed(error);
    }
  }

  taskDone(): Outcome {
    try {
      this.#queue.taskDone();
      return "done";
    } catch (error) {
      return failed(error);
    }
  }

  join(): Promise<Outcome> {
    return outcomeOf(() => (this.manner === "sync" ? this.#queue.joinSync(NOW) : this.#queue.join(NOW)));
  }

  shutdown(immediate: boolean): Outcome {
    this.#queue.shutdown({ immediate });
    return "done";
  }

  resize(maxsize: number): Outcome {
    this.#queue.maxsize = maxsize;
    return "done";
  }

  state(): QueueState {
    const queue = this.#queue;
    const { size, unfinished, ...statistics } = queue.statistics();
    const { puttersWaiting, gettersWaiting, joinersWaiting, waiting, shutdown, maxsize } = statistics;
    assert.deepEqual([shutdown, maxsize], [queue.isShutdown, queue.maxsize]);
    assert.deepEqual(
      [size, puttersWaiting, gettersWaiting, joinersWaiting, waiting],
      [queue.qsize(), 0, 0, 0, 0],
    );
    return {
      size: queue.qsize(),
      empty: queue.empty(),
      full: queue.full(),
      shutDown: queue.isShutdown,
      maxsize: queue.maxsize,
      unfinished,
    };
  }
}

const leaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.string({ unit: "binary" }),
  fc.constantFrom<unknown>(null, undefined, true, false, 0, -0, "", "\ud800", 2n ** 70n),
  fc.date({ noInvalidDate: false }),
);

/** Numbers, strings, null, undefined, dates, and arrays, objects, maps and errors of them. */
const value: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 3 }), tie("value"), { maxKeys: 4 }),
    fc
      .array(fc.tuple(tie("value"), tie("value")), { maxLength: 3 })
      .map((entries) => new Map<unknown, unknown>(entries)),
    fc
      .tuple(fc.constantFrom(Error, TypeError, RangeError), fc.string(), tie("value"))
      .map(([Type, message, cause]) => new Type(message, { cause })),
  ),
})).value;

/** Few of them, so that many are equal. */
const priority = fc.constantFrom(0, -0, 1, 2, -1, 0.5, Infinity, -Infinity);

interface Step {
  readonly what: string;
  readonly manner: Manner;
  readonly apply: (queue: QueueOperations) => Outcome | Promise<Outcome>;
}

function step(weight: number, apply: fc.Arbitrary<[string, Step["apply"]]>): fc.WeightedArbitrary<Step> {
  const arbitrary = fc
    .tuple(fc.constantFrom(...manners), apply)
    .map(([manner, [what, run]]) => ({ what, manner, apply: run }));
  return { weight, arbitrary };
}

const steps = fc.array(
  fc.oneof(
    step(
      8,
      fc
        .tuple(value, priority)
        .map(([one, rank]) => [`put(${fc.stringify(one)}, ${rank})`, (queue) => queue.put(one, rank)]),
    ),
    step(6, fc.constant(["get", (queue) => queue.get()])),
    step(3, fc.constant(["taskDone", (queue) => queue.taskDone()])),
    step(1, fc.constant(["join", (queue) => queue.join()])),
    step(
      1,
      fc.nat(6).map((size) => [`maxsize = ${size}`, (queue) => queue.resize(size)]),
    ),
    step(
      1,
      fc.boolean().map((immediate) => [`shutdown(${immediate})`, (queue) => queue.shutdown(immediate)]),
    ),
  ),
  { maxLength: 60, size: "max" },
);

const kinds: readonly (readonly [
  Order,
  new (maxsize: number) => ConstructorParameters<typeof Subject>[0],
])[] = [
  ["FIFO", Queue],
  ["LIFO", LifoQueue],
  ["priority", PriorityQueue],
];

describe("in one thread, any operations with any values", () => {
  for (const [order, Kind] of kinds)
    it(`are those of a list: ${Kind.name}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(6), steps, async (maxsize, run) => {
          await eventLoopTurn();
          const model = new QueueModel(order, maxsize);
          const subject = new Subject(new Kind(maxsize));
          for (const { what, manner, apply } of run) {
            subject.manner = manner;
            const expected = await apply(model);
            assert.equal(await apply(subject), expected, `${what} [${manner}]`);
            assert.deepEqual(subject.state(), model.state(), `after ${what} [${manner}]`);
          }
        }),
        { numRuns: 300 },
      );
    });

  it("take an item as it was when it was put", () => {
    const [queue, ranked, simple] = [
      new Queue<number[]>(),
      new PriorityQueue<number[]>(),
      new SimpleQueue<number[]>(),
    ];
    const item = [1, 2];
    queue.tryPut(item);
    ranked.tryPut(item, 0);
    simple.put(item);
    item.push(3);
    for (const one of [queue, ranked, simple]) assert.deepEqual(one.tryGet(), { value: [1, 2] });
  });

  it("are those of a list: SimpleQueue", async () => {
    const simpleSteps = fc.array(
      fc.tuple(fc.constantFrom(...manners), fc.option(fc.record({ value }), { freq: 2 })),
      { maxLength: 60, size: "max" },
    );
    await fc.assert(
      fc.asyncProperty(simpleSteps, async (run) => {
        await eventLoopTurn();
        const model = new QueueModel("FIFO", 0);
        const queue = new SimpleQueue<unknown>();
        for (const [manner, put] of run) {
          if (put !== null) {
            queue.put(put.value);
            model.put(put.value, 0);
          } else assert.equal(await getFrom(queue, manner), model.get(), manner);
          assert.deepEqual([queue.qsize(), queue.empty()], [model.state().size, model.state().empty]);
          assert.equal(queue.statistics().waiting, 0);
        }
      }),
      { numRuns: 300 },
    );
  });
});

async function getFrom(queue: SimpleQueue<unknown>, manner: Manner): Promise<Outcome> {
  try {
    if (manner === "sync") return gave(queue.getSync(NOW));
    if (manner === "async") return gave(await queue.get(NOW));
    const got = queue.tryGet();
    return got === undefined ? "empty" : gave(got.value);
  } catch (error) {
    return failed(error);
  }
}
