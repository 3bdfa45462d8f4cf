import assert from "node:assert/strict";
import { test } from "node:test";
import { addBytes, bytesOn, createBoard, putStop, whenStopped } from "#src/run/board.js";

test("the stop sign reaches those who wait and those who come later; the first reason counts", async () => {
  const board = createBoard();
  const waiting = whenStopped(board);
  // What waits for memory does not keep a program alive: this does, until the sign is up.
  const alive = setTimeout(() => undefined, 10_000);
  putStop(board, "deadline");
  putStop(board, "interrupted");
  assert.equal(await waiting, "deadline");
  assert.equal(await whenStopped(board), "deadline");
  clearTimeout(alive);
});

test("bytes add up beyond 32 bits and do not touch the stop sign", async () => {
  const board = createBoard();
  addBytes(board, 2 ** 40);
  addBytes(board, 1);
  assert.equal(bytesOn(board), 2 ** 40 + 1);
  putStop(board, "interrupted");
  assert.equal(bytesOn(board), 2 ** 40 + 1);
  assert.equal(await whenStopped(board), "interrupted");
});
