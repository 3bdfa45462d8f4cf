/** Random operations with random deaths, beside a model that is an array. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dies, Life, orders, putItem, takeItem, World } from "./item-world.js";
import type { Item } from "./item-world.js";

interface Step {
  readonly kind: "put" | "take" | "clear";
  readonly length: number;
  readonly rank: number;
  /** After how many writes the thread dies. */
  readonly life: number;
  /** The same of the one that repairs. */
  readonly repairLife: number;
}

const life = fc.oneof(
  { weight: 3, arbitrary: fc.constant(Infinity) },
  fc.nat({ max: 25 }),
  fc.nat({ max: 300 }),
);
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("put", "put", "put", "put", "put", "take", "take", "take", "take", "clear"),
  length: fc.oneof(fc.integer({ min: 4, max: 40 }), fc.integer({ min: 4, max: 1200 })),
  rank: fc.integer({ min: 0, max: 3 }),
  life,
  repairLife: life,
});

interface Ranked extends Item {
  readonly rank: number;
}

/** The items as they would leave. @param items as they were put */
function inOrder(order: string, items: readonly Ranked[]): readonly Ranked[] {
  if (order === "LIFO") return items.toReversed();
  return order === "priority" ? items.toSorted((a, b) => a.rank - b.rank) : items;
}

for (const [name, order] of orders) {
  for (const place of ["own", "heap"] as const) {
    test(`a ${name} store (${place}) drops, doubles and moves nothing, whoever dies`, () => {
      let deaths = 0;
      fc.assert(
        fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
          const world = new World(place, order);
          let model: readonly Ranked[] = [];
          let puts = 0;
          for (const [id, { kind, length, rank, ...lives }] of steps.entries()) {
            const first = inOrder(name, model)[0];
            const mortal = new Life(lives.life);
            const died = dies(() => {
              const store = world.thread(mortal);
              if (kind === "put") putItem(store, { id, length }, rank);
              else if (kind === "take") assert.equal(takeItem(store)?.id, first?.id);
              else assert.equal(store.clear(), model.length);
            });
            if (mortal.over) {
              deaths++;
              dies(() => world.thread(new Life(lives.repairLife)).repair());
              world.thread().repair();
            }
            world.audit();
            const left = world.contents();
            const { puts: putsNow } = world.thread();
            if (kind === "put" && (!died || putsNow > puts)) model = [...model, { id, length, rank }];
            else if (kind === "take" && (!died || left.length < model.length))
              model = model.filter((one) => one !== first);
            else if (kind === "clear" && !died) model = [];
            // Each item has a commit point of its own.
            else if (kind === "clear")
              model = model.filter((one) => left.some((other) => other.id === one.id));
            puts += kind === "put" && model.at(-1)?.id === id ? 1 : 0;
            assert.equal(putsNow, puts);
            assert.deepEqual(left, inOrder(name, model).map((one) => ({ id: one.id, length: one.length }))); // prettier-ignore
          }
        }),
        { numRuns: place === "own" ? 300 : 40 },
      );
      assert.ok(deaths > 50, `${deaths} deaths`);
    });
  }
}
