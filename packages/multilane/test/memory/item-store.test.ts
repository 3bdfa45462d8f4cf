/** The store by itself: orders, sizes, memory. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ByteBuffer } from "#src/memory/codec/byte-buffer.js";
import { readValue } from "#src/memory/codec/read-value.js";
import { writeValue } from "#src/memory/codec/write-value.js";
import {
  BLOCK_BYTES,
  blocksFor,
  HEAD_BYTES,
  ITEM_HEADER_WORDS,
  TAIL_BYTES,
} from "#src/memory/item-layout.js";
import { fifo } from "#src/memory/item-order.js";
import { anonymousItems, namedItems, newItemBuffer } from "#src/memory/item-stores.js";
import type { OpenItems } from "#src/memory/item-stores.js";
import { namedWords } from "#src/memory/names.js";
import { PAGE_BYTES } from "#src/memory/page-table.js";
import { orders, putItem, takeItem, World } from "./item-world.js";
import type { Item } from "./item-world.js";

const ids = (items: readonly Item[]): number[] => items.map(({ id }) => id);

/** Small ones, one that just fits in a block, one more byte, two blocks and one more byte, many blocks. */
const lengths = [
  4,
  5,
  HEAD_BYTES,
  HEAD_BYTES + 1,
  HEAD_BYTES + TAIL_BYTES,
  HEAD_BYTES + TAIL_BYTES + 1,
  5000,
];

for (const place of ["own", "heap"] as const) {
  for (const [name, order] of orders) {
    describe(`a ${name} store in ${place === "own" ? "a buffer of its own" : "the heap"}`, () => {
      test("gives items back in its order, in another thread too", () => {
        const world = new World(place, order);
        const [here, there] = [world.thread(), world.thread()];
        const ranks = [3, 1, 2, 1, 3, -1, Infinity, 1, -Infinity, 0.5, -0, 0];
        for (const [id, rank] of ranks.entries()) {
          putItem(id % 2 === 0 ? here : there, { id, length: lengths[id % lengths.length] ?? 4 }, rank);
          world.audit();
        }
        assert.equal(here.size, ranks.length);
        const inOrder = [...ranks.keys()];
        if (name === "LIFO") inOrder.reverse();
        if (name === "priority")
          inOrder.sort((a, b) => (ranks[a] === ranks[b] ? a - b : (ranks[a] ?? 0) - (ranks[b] ?? 0)));
        assert.deepEqual(ids(world.contents()), inOrder);
        for (const id of inOrder) {
          assert.equal(takeItem(id % 2 === 0 ? there : here)?.id, id);
          world.audit();
        }
        assert.equal(takeItem(here), undefined);
        assert.deepEqual([here.size, there.size, here.puts], [0, 0, ranks.length]);
      });

      test("keeps every byte of items of every length", () => {
        const world = new World(place, order);
        const store = world.thread();
        for (let length = 4; length < 300; length++) putItem(store, { id: length, length });
        world.audit();
        const taken = Array.from({ length: 296 }, () => takeItem(store));
        assert.deepEqual(
          new Set(taken.map((item) => item?.length)),
          new Set(Array.from({ length: 296 }, (_, i) => i + 4)),
        );
        world.audit();
      });

      test("drops all with clear, and counts them", () => {
        const world = new World(place, order);
        const store = world.thread();
        assert.equal(store.clear(), 0);
        for (let id = 0; id < 50; id++) putItem(store, { id, length: 4 + 20 * id });
        assert.equal(world.thread().clear(), 50);
        assert.deepEqual([store.size, store.memory.used, store.puts], [0, 0, 50]);
        world.audit();
        putItem(store, { id: 7, length: 4 });
        assert.deepEqual(ids(world.contents()), [7]);
      });

      test("refuses what does not fit, and nothing has changed", () => {
        const world = new World(place, order, 4 * PAGE_BYTES);
        const [store, other] = [world.thread(), world.thread()];
        putItem(store, { id: 1, length: 1000 });
        const look = () => ({
          memory: store.memory,
          contents: world.contents(),
          pages: place === "heap" && world.pages().own,
        });
        const before = look();
        // More than there can be, and more than there is.
        for (const length of [4 * PAGE_BYTES, place === "heap" ? 2 * PAGE_BYTES : 235_000]) {
          assert.throws(() => putItem(store, { id: 2, length }), {
            name: "ResourceExhaustedError",
            message: new RegExp(
              `^there is no room for an item of ${length} bytes in the 0 MiB of shared memory that ` +
                `${place === "heap" ? "all named queues together" : "this queue"} can have for items .items in this one: 1.: `,
            ),
          });
          world.audit();
          assert.deepEqual(look(), before);
        }
        let count = 1;
        assert.throws(
          () => {
            for (; ; count++) putItem(other, { id: count + 1, length: 1000 });
          },
          { name: "ResourceExhaustedError" },
        );
        world.audit();
        assert.ok(store.memory.used > 1.9 * PAGE_BYTES);
        assert.deepEqual([store.size, store.puts, world.contents().length], [count, count, count]);
        const taken = takeItem(store);
        putItem(other, { id: 9999, length: 1000 });
        assert.ok(taken !== undefined && world.contents().some(({ id }) => id === 9999));
        world.audit();
      });

      test("grows for one item as large as itself, and the other thread notices", () => {
        const world = new World(place, order, 64 * PAGE_BYTES);
        const [store, other] = [world.thread(), world.thread()];
        putItem(store, { id: 1, length: 4 });
        assert.equal(other.size, 1);
        putItem(store, { id: 2, length: 20 * PAGE_BYTES });
        world.audit();
        const taken = [takeItem(other), takeItem(other)];
        assert.deepEqual(
          new Set(taken),
          new Set([
            { id: 1, length: 4 },
            { id: 2, length: 20 * PAGE_BYTES },
          ]),
        );
        world.audit();
      });
    });
  }
}

test("a heap gets its pages back from a store that becomes empty, but for one", () => {
  for (const [, order] of orders) {
    const world = new World("heap", order, 16 * PAGE_BYTES);
    const store = world.thread();
    for (let id = 0; id < 5000; id++) putItem(store, { id, length: 8 }, id % 7);
    assert.equal(store.memory.held, 5 * PAGE_BYTES);
    for (let id = 0; id < 5000; id++) assert.notEqual(takeItem(store), undefined);
    assert.deepEqual(store.memory, { used: 0, held: PAGE_BYTES });
    world.audit();
    const { free, others } = world.pages();
    assert.ok(free >= 4 && others === 1, `${free} free, ${others} of others`);
    for (let id = 0; id < 5000; id++) putItem(store, { id, length: 8 });
    assert.equal(world.thread().clear(), 5000);
    assert.deepEqual(store.memory, { used: 0, held: PAGE_BYTES });
    assert.equal(world.pages().free, free);
    world.audit();
  }
});

test("a store uses the blocks of taken items again", () => {
  const world = new World("own", fifo);
  const store = world.thread();
  putItem(store, { id: 0, length: 500 });
  const { held } = store.memory;
  for (let id = 1; id < 5000; id++) {
    putItem(store, { id, length: 500 });
    assert.equal(takeItem(store)?.id, id - 1);
  }
  assert.deepEqual(store.memory, { used: blocksFor(500) * BLOCK_BYTES, held });
  world.audit();
});

function open(name: string): OpenItems {
  return namedItems(namedWords("Test", `item-store.test: ${name}`, ITEM_HEADER_WORDS + 8), fifo);
}

describe("where stores live", () => {
  test("an anonymous one in a small buffer, with words for its owner", () => {
    const memory = newItemBuffer(40);
    const { byteLength } = memory;
    assert.ok(byteLength < 8192 && memory.maxByteLength >= 2 ** 26);
    const here = anonymousItems(memory, 40, fifo);
    const there = anonymousItems(structuredClone(memory), 40, fifo);
    here.own.words.fill(-1, here.own.base, here.own.base + 40);
    const item = new ByteBuffer();
    for (let index = 0; index < 20_000; index++) {
      writeValue(item, index);
      here.items.put(item);
      if (index === 60) assert.equal(memory.byteLength, byteLength);
    }
    assert.equal(there.items.take(item) && readValue(item), 0);
    assert.deepEqual(new Set(there.own.words.subarray(there.own.base, there.own.base + 40)), new Set([-1]));
    assert.equal(Atomics.notify(there.own.words, there.own.base), 0);
    assert.equal(there.own.words.length, ITEM_HEADER_WORDS + 40);
  });

  test("named ones beside each other in the heap, each under its name", () => {
    const [first, second, again] = [open("first"), open("second"), open("first")];
    const { words, base } = first.own;
    const nameTables = words[base - ITEM_HEADER_WORDS];
    second.own.words[second.own.base + 7] = 5;
    const item = new ByteBuffer();
    for (let index = 0; index < 3000; index++) {
      writeValue(item, `first ${index}`);
      first.items.put(item);
      writeValue(item, `second ${index}`);
      second.items.put(item);
    }
    for (let index = 0; index < 3000; index++) {
      assert.equal(again.items.take(item) && readValue(item), `first ${index}`);
      assert.equal(second.items.take(item) && readValue(item), `second ${index}`);
    }
    assert.equal(first.items.take(item), false);
    assert.deepEqual([first.items.memory.held, second.items.memory.held], [PAGE_BYTES, PAGE_BYTES]);
    assert.equal(second.own.words[second.own.base + 7], 5);
    assert.equal(words[base - ITEM_HEADER_WORDS], nameTables);
  });
});
