/** `Condition` in one thread: any waits, notifications and aborts, beside a sequential model. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Condition, Lock, RLock } from "multilane";
import { until } from "../support/until.js";

const LONG = { timeout: 20_000 };

/** How a wait holds the lock. */
type Manner = "guard" | "run" | "twice";

type Step =
  | { readonly do: "wait"; readonly at: 0 | 1; readonly manner: Manner }
  | { readonly do: "notify"; readonly at: 0 | 1; readonly count: number }
  | { readonly do: "abort"; readonly at: 0 | 1; readonly which: number }
  | { readonly do: "poll"; readonly at: 0 | 1 };

/** What two conditions are, without threads: two lists. */
class Model {
  readonly log: string[] = [];
  readonly waiting: [number[], number[]] = [[], []];
  #next = 0;

  wait(at: 0 | 1): number {
    this.waiting[at].push(this.#next);
    return this.#next++;
  }

  notify(at: 0 | 1, count: number): void {
    for (const who of this.waiting[at].splice(0, count)) this.log.push(`${who} notified`);
  }

  abort(at: 0 | 1, which: number): number | undefined {
    const list = this.waiting[at];
    const [who] = list.splice(which % Math.max(list.length, 1), 1);
    if (who !== undefined) this.log.push(`${who} aborted`);
    return who;
  }
}

/** Two real conditions of one lock. */
class Subject {
  readonly log: string[] = [];
  readonly lock: Lock | RLock;
  readonly conditions: readonly [Condition, Condition];
  readonly #controllers: AbortController[] = [];
  readonly #waits: Promise<void>[] = [];

  constructor(lock: Lock | RLock) {
    this.lock = lock;
    this.conditions = [new Condition(lock), new Condition(lock)];
  }

  wait(who: number, at: 0 | 1, manner: Manner): void {
    const controller = new AbortController();
    this.#controllers[who] = controller;
    const body = async (): Promise<void> => {
      try {
        await this.conditions[at].wait({ signal: controller.signal });
        this.log.push(`${who} notified`);
      } catch (error) {
        assert.equal((error as Error).name, "AbortError");
        this.log.push(`${who} aborted`);
      }
      assert.equal(this.lock.locked(), true);
    };
    this.#waits.push(this.#hold(manner, body));
  }

  async #hold(manner: Manner, body: () => Promise<void>): Promise<void> {
    if (manner === "run") return await this.lock.run(body, LONG);
    if (manner === "twice" && this.lock instanceof RLock) {
      const { lock } = this;
      return await lock.run(() => lock.run(body, LONG), LONG);
    }
    using _ = await this.lock.acquire(LONG);
    return await body();
  }

  async notify(at: 0 | 1, count: number): Promise<void> {
    using _ = await this.lock.acquire(LONG);
    this.conditions[at].notify(count);
  }

  abort(who: number): void {
    this.#controllers[who]?.abort();
  }

  async poll(at: 0 | 1): Promise<void> {
    using _ = await this.lock.acquire(LONG);
    assert.equal(this.conditions[at].waitSync({ timeout: 0 }), false);
    assert.equal(await this.conditions[at].wait({ timeout: 0 }), false);
  }

  async end(): Promise<void> {
    await Promise.all(this.#waits);
    assert.equal(this.lock.locked(), false);
  }
}

async function play(subject: Subject, model: Model, step: Step): Promise<void> {
  switch (step.do) {
    case "wait":
      subject.wait(model.wait(step.at), step.at, step.manner);
      break;
    case "notify":
      model.notify(step.at, step.count);
      await subject.notify(step.at, step.count);
      break;
    case "abort": {
      const who = model.abort(step.at, step.which);
      if (who !== undefined) subject.abort(who);
      break;
    }
    case "poll":
      await subject.poll(step.at);
      break;
  }
  const lists = model.waiting.map((list) => list.length);
  await until("as many wait as in the model", () =>
    subject.conditions.every((condition, at) => condition.statistics().waiting === lists[at]),
  );
  await until("those who are through have let go", () => subject.log.length >= model.log.length);
  await until("the lock is free", () => !subject.lock.locked());
  assert.deepEqual(subject.log, model.log);
}

const at = fc.constantFrom<(0 | 1)[]>(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      at,
      manner: fc.constantFrom<Manner[]>("guard", "run", "twice"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("notify" as const), at, count: fc.integer({ min: 0, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("abort" as const), at, which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("poll" as const), at }) },
);

describe("Condition", () => {
  for (const [which, make] of [
    ["a Lock", () => new Lock()],
    ["an RLock", () => new RLock()],
  ] as const) {
    it(`with ${which} does what a list of those who wait would do`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
          const [subject, model] = [new Subject(make()), new Model()];
          for (const one of steps) await play(subject, model, one);
          for (const one of [0, 1] as const)
            await play(subject, model, { do: "notify", at: one, count: Infinity });
          await subject.end();
        }),
        { numRuns: 60 },
      );
    });
  }
});
