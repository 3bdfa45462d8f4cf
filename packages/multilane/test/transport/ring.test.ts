import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { atomics } from "#src/platform/atomics.js";
import { ByteRegion } from "#src/transport/value-codec/byte-region.js";
import { decodeInPlace, encodeInPlace } from "#src/transport/value-codec/value-codec.js";
import { Ringer, Sleeper } from "#src/transport/doorbell.js";
import type { Doorbell } from "#src/transport/doorbell.js";
import { ringBuffer, ringIn } from "#src/transport/ring-memory.js";
import type { Ring } from "#src/transport/ring-memory.js";
import { RingReader } from "#src/transport/ring-reader.js";
import { RingWriter } from "#src/transport/ring-writer.js";
import { within } from "../support/patience.js";

/** What a record of a test holds: as many bytes, all the same. */
interface Content {
  readonly length: number;
  readonly fill: number;
}

function write({ buffer, base }: Ring, writer: RingWriter, { length, fill }: Content): boolean {
  const at = writer.reserve(length);
  if (at < 0) return false;
  new Uint8Array(buffer, base + at, length).fill(fill);
  writer.commit(length);
  return true;
}

function read({ buffer, base }: Ring, reader: RingReader): Content | undefined {
  const at = reader.next();
  if (at < 0) return undefined;
  const bytes = new Uint8Array(buffer, base + at, reader.length);
  const [fill = 0] = bytes;
  assert.ok(
    bytes.every((byte) => byte === fill),
    "all its bytes",
  );
  return { length: reader.length, fill };
}

describe("a ring", () => {
  test("is a queue of records, whatever their lengths, and whenever they are published and released", () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 0, max: 60 }) },
      { weight: 4, arbitrary: fc.constant("read") },
      { weight: 2, arbitrary: fc.constantFrom("publish", "release", "reserve") },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const ring = ringIn(ringBuffer(128));
        const [writer, reader] = [new RingWriter(ring), new RingReader(ring)];
        const [committed, published]: [Content[], Content[]] = [[], []];
        for (const [fill, one] of steps.entries()) {
          if (typeof one === "number") {
            const content = { length: one, fill: one === 0 ? 0 : fill };
            if (write(ring, writer, content)) committed.push(content);
          } else if (one === "publish") {
            writer.publish();
            published.push(...committed.splice(0));
          } else if (one === "release") reader.release();
          else if (one === "reserve") writer.reserve(60);
          else {
            assert.equal(reader.isEmpty() && published.length > 0, false);
            assert.deepEqual(read(ring, reader), published.shift());
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test("takes a longest record wherever it stands, when it is empty, and refuses a longer one", () => {
    const ring = ringIn(ringBuffer(64));
    const [writer, reader] = [new RingWriter(ring), new RingReader(ring)];
    for (let length = 0; length < 200; length++) {
      const content = { length: length % 2 === 0 ? writer.longest : (length * 5) % 17, fill: 7 };
      assert.ok(write(ring, writer, content));
      writer.publish();
      assert.equal(read(ring, reader)?.length, content.length);
      reader.release();
    }
    assert.throws(() => writer.reserve(writer.longest + 1), {
      name: "RangeError",
      message: /a record of 29 bytes is too long for this ring, which takes 28/,
    });
  });

  test("keeps room for what is sure to come", () => {
    const ring = ringIn(ringBuffer(64));
    const writer = new RingWriter(ring);
    // Four more of eight bytes are to come, and a longer one must leave them that.
    assert.ok(writer.reserve(28, 32) >= 0);
    assert.equal(writer.reserve(28, 40), -1);
    assert.ok(write(ring, writer, { length: 28, fill: 1 }));
    assert.equal(writer.reserve(12, 24), -1);
    for (let left = 4; left > 0; left--) assert.ok(write(ring, writer, { length: 4, fill: left }));
    assert.equal(write(ring, writer, { length: 0, fill: 0 }), false);
  });

  test("says when there was nothing to publish", () => {
    const writer = new RingWriter(ringIn(ringBuffer(64)));
    assert.equal(writer.publish(), false);
    writer.reserve(8);
    writer.commit(8);
    assert.deepEqual([writer.publish(), writer.publish()], [true, false]);
  });

  test("goes on where it stands with a new writer and a new reader; what was not published is lost", () => {
    const ring = ringIn(ringBuffer(64));
    const first = new RingWriter(ring);
    write(ring, first, { length: 4, fill: 1 });
    write(ring, first, { length: 4, fill: 2 });
    first.publish();
    write(ring, first, { length: 4, fill: 3 });
    const reader = new RingReader(ring);
    assert.equal(read(ring, reader)?.fill, 1);
    reader.release();
    const second = new RingWriter(ring);
    write(ring, second, { length: 4, fill: 4 });
    second.publish();
    const again = new RingReader(ring);
    assert.deepEqual(
      [read(ring, again)?.fill, read(ring, again)?.fill, read(ring, again)],
      [2, 4, undefined],
    );
  });

  test("has a power of two of bytes", () => {
    for (const capacity of [0, 8, 24, 100, -16, 16.5, NaN])
      assert.throws(() => ringBuffer(capacity), /a power of two, and 16 at least/);
  });
});

describe("between two threads", () => {
  for (const how of ["blocks", "listens"] as const) {
    test(`every value comes back, in order, when the other ${how}`, async () => {
      const buffers = [ringBuffer(1024), ringBuffer(1024)] as const;
      const words = new Int32Array(new SharedArrayBuffer(16));
      const worker = new Worker(new URL("./ring-echo-fixture.js", import.meta.url), {
        workerData: { buffers, words, how },
      });
      // Its death would be silence.
      const died = new Promise<never>((_, reject) => worker.once("error", reject));
      try {
        await within(Promise.race([echo(buffers, words), died]), "the return of every value");
      } finally {
        await worker.terminate();
      }
    });
  }
});

/** Sends a few thousand values, as many at a time as there is room for, and checks what comes back. */
async function echo(
  [calls, answers]: readonly [SharedArrayBuffer, SharedArrayBuffer],
  words: Int32Array,
): Promise<void> {
  const [there, back] = [ringIn(calls), ringIn(answers)];
  const [thereBytes, backBytes] = [new ByteRegion(calls), new ByteRegion(answers)];
  const [writer, reader] = [new RingWriter(there), new RingReader(back)];
  const ringer = new Ringer({ atomics, words, listening: 0, bell: 1 });
  const doorbell: Doorbell = { atomics, words, listening: 2, bell: 3 };
  const sleeper = new Sleeper(doorbell, () => !reader.isEmpty());
  const values = fc.sample(fc.oneof(fc.integer(), fc.string(), fc.record({ id: fc.nat(), name: fc.string(), ok: fc.boolean() }, { noNullPrototype: true })), { numRuns: 3000, seed: 5 }); // prettier-ignore
  let [sent, received] = [0, 0];
  while (received < values.length) {
    for (; sent < values.length; sent++) {
      const at = writer.reserve(256);
      if (at < 0) break;
      const end = encodeInPlace(values[sent], thereBytes, there.base + at, there.base + at + 256);
      assert.ok(end > 0);
      writer.commit(end - there.base - at);
    }
    if (writer.publish()) ringer.ring();
    for (let at = reader.next(); at >= 0; at = reader.next())
      assert.deepEqual(decodeInPlace(backBytes, back.base + at), values[received++]);
    reader.release();
    if (received < sent) await new Promise<void>((resolve) => sleeper.listen(resolve) || resolve());
    sleeper.wake();
  }
}
