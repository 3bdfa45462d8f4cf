import assert from "node:assert/strict";
import { test } from "node:test";
import { StallWatch } from "#src/download/stall-watch.js";

const LIMITS = { idleTimeout: 1000, minSpeed: 100, speedWindow: 5000 };

test("no byte for the idle time ends it; a byte, and a pause of our own, do not", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const ends: string[] = [];
  const watch = new StallWatch({ ...LIMITS, minSpeed: 0 }, ({ message }) => ends.push(message));
  watch.measureSpeed();
  watch.expect();
  context.mock.timers.tick(999);
  watch.received(1);
  context.mock.timers.tick(10_000);
  assert.deepEqual(ends, []);
  watch.expect();
  context.mock.timers.tick(1000);
  assert.deepEqual(ends, ["no byte for 1s"]);
});

test("a drip is too slow, a steady stream is not", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const ends: string[] = [];
  const watch = new StallWatch(LIMITS, ({ message }) => ends.push(message));
  watch.measureSpeed();
  const stream = (seconds: number, bytes: number): void => {
    for (let i = 0; i < seconds * 2; i += 1) {
      watch.expect();
      context.mock.timers.tick(500);
      watch.received(bytes / 2);
    }
  };
  stream(10, 120);
  assert.deepEqual(ends, []);
  stream(6, 20);
  assert.deepEqual(ends, ["slower than 100 B a second over 5s"]);
  watch.stop();
  context.mock.timers.tick(60_000);
  assert.equal(ends.length, 1);
});
