/** Whatever is put, taken, timed out and aborted in whatever order: an item that was put is taken once. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { Queue, QueueEmptyError, QueueFullError } from "multilane";
import { within } from "../support/patience.js";

function ascending(a: number, b: number): number {
  return a - b;
}

/** A wait under way, and how to end it. */
interface Pending {
  readonly over: Promise<void>;
  readonly abort: () => void;
}

const GONE = new Error("aborted by the test");

/** A queue, the waits under way at it, and what went in and came out. */
class Scene {
  readonly queue: Queue<number>;
  readonly #put: number[] = [];
  readonly #taken: number[] = [];
  readonly #pending: Pending[] = [];
  #next = 0;

  constructor(maxsize: number) {
    this.queue = new Queue<number>(maxsize);
  }

  put(timeout: number): void {
    const item = this.#next++;
    this.#begin(async (signal) => {
      await this.queue.put(item, { timeout, signal });
      this.#put.push(item);
    });
  }

  get(timeout: number): void {
    this.#begin(async (signal) => {
      this.#taken.push(await this.queue.get({ timeout, signal }));
    });
  }

  tryPut(): void {
    const item = this.#next++;
    if (this.queue.tryPut(item)) this.#put.push(item);
  }

  tryGet(): void {
    const got = this.queue.tryGet();
    if (got !== undefined) this.#taken.push(got.value);
  }

  abort(which: number): void {
    this.#pending[which % Math.max(1, this.#pending.length)]?.abort();
  }

  /** Nobody is left waiting, and all that was put was taken once. */
  async end(): Promise<void> {
    for (const { abort } of this.#pending) abort();
    const all = Promise.all(this.#pending.map(({ over }) => over));
    await within(all, "the end of all waits");
    for (let got = this.queue.tryGet(); got !== undefined; got = this.queue.tryGet())
      this.#taken.push(got.value);
    assert.deepEqual(this.#taken.toSorted(ascending), this.#put.toSorted(ascending));
    const { size, waiting } = this.queue.statistics();
    assert.deepEqual([size, waiting], [0, 0]);
  }

  #begin(call: (signal: AbortSignal) => Promise<void>): void {
    const controller = new AbortController();
    const over = call(controller.signal).catch((error: unknown) => {
      if (error === GONE || error instanceof QueueFullError || error instanceof QueueEmptyError) return;
      throw error;
    });
    over.catch(() => undefined); // end() tells
    this.#pending.push({ over, abort: () => controller.abort(GONE) });
  }
}

interface Step {
  readonly apply: (scene: Scene) => void | Promise<void>;
}

const timeout = fc.constantFrom(0, 1, Infinity, Infinity);
const steps = fc.array(
  fc.oneof(
    timeout.map((limit): Step => ({ apply: (scene) => scene.put(limit) })),
    timeout.map((limit): Step => ({ apply: (scene) => scene.get(limit) })),
    fc.nat(30).map((which): Step => ({ apply: (scene) => scene.abort(which) })),
    fc.constantFrom<Step>(
      { apply: (scene) => scene.tryPut() },
      { apply: (scene) => scene.tryGet() },
      { apply: () => Promise.resolve() },
      { apply: () => new Promise((resolve) => setImmediate(resolve)) },
      { apply: () => new Promise((resolve) => setTimeout(resolve, 1)) },
    ),
  ),
  { maxLength: 30, size: "max" },
);

it("an item that was put is taken once, whatever waits end early", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 3 }), steps, async (maxsize, run) => {
      const scene = new Scene(maxsize);
      for (const { apply } of run) await apply(scene);
      await scene.end();
    }),
    { numRuns: 300 },
  );
});
