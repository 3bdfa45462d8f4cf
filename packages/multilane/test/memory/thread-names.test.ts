/** The records of the threads in the arena. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { arena } from "#src/memory/arena.js";
import { THREAD_NAME_BASE, THREAD_NAME_WORDS } from "#src/memory/layout.js";
import { taskName, taskNumber } from "#src/memory/task-names.js";
import {
  introduce,
  isLive,
  liveThreads,
  nameVersion,
  noteTask,
  readRecord,
  rename,
} from "#src/memory/thread-names.js";
import { advance, DEAD, FINISHED, freeSlot, takeSlot } from "#src/memory/thread-slots.js";

const VERSION = 1;

void test("a record is its thread's until the slot is another's", () => {
  const slot = takeSlot(1);
  assert.equal(readRecord(slot), undefined);
  assert.equal(nameVersion(slot), undefined);
  introduce(slot, "first", true);
  assert.deepEqual(
    { ...readRecord(slot), version: 0 },
    { name: "first", daemon: true, version: 0, task: undefined, running: 0 },
  );
  const before = nameVersion(slot);
  assert.equal(rename(slot, ""), nameVersion(slot));
  assert.notEqual(nameVersion(slot), before);
  assert.equal(readRecord(slot)?.name, "");
  freeSlot(slot);

  const next = takeSlot(1);
  assert.equal(next.index, slot.index);
  introduce(next, "second", false);
  assert.equal(readRecord(slot), undefined);
  rename(slot, "too late");
  assert.equal(readRecord(next)?.name, "second");
  freeSlot(next);
});

void test("names come back as they were: any code units, the first 64 of them", () => {
  const slot = takeSlot(1);
  for (const name of ["a", "ab", "\ud800", "ü🚗\0", "x".repeat(64)]) {
    introduce(slot, name, false);
    assert.equal(readRecord(slot)?.name, name);
  }
  rename(slot, "z".repeat(65));
  assert.equal(readRecord(slot)?.name, "z".repeat(64));
  rename(slot, `${"z".repeat(63)}🚗`);
  assert.equal(readRecord(slot)?.name, "z".repeat(63));
  freeSlot(slot);
});

void test("a writer that died at it stops neither readers nor the next writer", () => {
  const slot = takeSlot(1);
  introduce(slot, "before", false);
  const at = THREAD_NAME_BASE + slot.index * THREAD_NAME_WORDS + VERSION;
  Atomics.add(arena(), at, 1);
  assert.equal(readRecord(slot)?.name, "before");
  rename(slot, "after");
  assert.equal(readRecord(slot)?.name, "after");
  assert.equal(Atomics.load(arena(), at) % 2, 0);
  freeSlot(slot);
});

void test("what a thread runs, by the number of its name", () => {
  const slot = takeSlot(1);
  introduce(slot, "runner", false);
  const number = taskNumber("getStatus");
  assert.equal(taskNumber("getStatus"), number);
  assert.notEqual(taskNumber("getStatus2"), number);
  assert.equal(taskName(number), "getStatus");
  assert.equal(taskName(taskNumber("long".repeat(30))), "long".repeat(16));
  noteTask(slot.index, number, 3);
  assert.deepEqual([readRecord(slot)?.task, readRecord(slot)?.running], ["getStatus", 3]);
  noteTask(slot.index, 0, 0);
  assert.deepEqual([readRecord(slot)?.task, readRecord(slot)?.running], [undefined, 0]);
  freeSlot(slot);
});

void test("the live threads are those that are not over, by age", () => {
  const [old, finished, dead, young] = [takeSlot(1), takeSlot(1), takeSlot(1), takeSlot(1)];
  assert.deepEqual([old, finished, dead, young].map(isLive), [true, true, true, true]);
  advance(finished, FINISHED);
  advance(dead, DEAD);
  freeSlot(old);
  const reborn = takeSlot(1);
  assert.equal(reborn.index, old.index);
  assert.deepEqual(
    liveThreads().filter(({ index }) => index >= old.index),
    [young, reborn],
  );
  assert.deepEqual([old, finished, dead].map(isLive), [false, false, false]);
  for (const slot of [finished, dead, young, reborn]) freeSlot(slot);
});
