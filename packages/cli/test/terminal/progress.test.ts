import assert from "node:assert/strict";
import { test } from "node:test";
import { canShowProgress, Progress } from "#src/terminal/progress.js";

test("only on a terminal, and not where nobody looks", () => {
  const terminal = { isTTY: true };
  assert.equal(canShowProgress(terminal, {}), true);
  assert.equal(canShowProgress(terminal, { CI: "false", TERM: "xterm" }), true);
  assert.equal(canShowProgress({}, {}), false);
  assert.equal(canShowProgress(terminal, { CI: "1" }), false);
  assert.equal(canShowProgress(terminal, { TERM: "dumb" }), false);
});

test("ten frames a second at most, never wider than the terminal, and gone at the end", (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  const written: string[] = [];
  const stream = { columns: 20, write: (text: string) => written.push(text) > 0 };
  const progress = new Progress(true, () => "x".repeat(100), stream);
  context.mock.timers.tick(1000);
  assert.equal(written.length, 10);
  for (const frame of written) assert.equal(frame, `\r\u001b[K${"x".repeat(19)}`);
  progress.stop();
  assert.equal(written.at(-1), "\r\u001b[K");
  context.mock.timers.tick(1000);
  assert.equal(written.length, 11);
});

test("where it cannot be shown nothing is written", (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  const written: string[] = [];
  const progress = new Progress(false, () => "x", {
    columns: 20,
    write: (text: string) => written.push(text) > 0,
  });
  context.mock.timers.tick(1000);
  progress.hide();
  progress.stop();
  assert.deepEqual(written, []);
});
