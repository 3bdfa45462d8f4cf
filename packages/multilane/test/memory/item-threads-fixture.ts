/** A worker of item-threads.test.ts: puts and takes under a lock until it is told to stop, or killed. */
import { workerData } from "node:worker_threads";
import { ByteBuffer } from "#src/memory/codec/byte-buffer.js";
import { readValue } from "#src/memory/codec/read-value.js";
import { writeValue } from "#src/memory/codec/write-value.js";
import { ITEM_HEADER_WORDS } from "#src/memory/item-layout.js";
import { fifo } from "#src/memory/item-order.js";
import type { ItemStore } from "#src/memory/item-store.js";
import type { OpenItems } from "#src/memory/item-stores.js";
import { anonymousItems, namedItems } from "#src/memory/item-stores.js";
import { namedWords } from "#src/memory/names.js";

/** What it is told. */
export interface Job {
  /** The memory of an anonymous store, or the name of one. */
  readonly store: SharedArrayBuffer | string;
  /** Which of the workers it is, from 0. */
  readonly worker: number;
  /** How many items it puts; then it only takes. */
  readonly count: number;
  /** How many items there will be in all. */
  readonly total: number;
  /** For each item, by its number, how often it was taken. */
  readonly taken: Int32Array<SharedArrayBuffer>;
}

/** Words for the lock, the number of items taken, and the last item of each of two workers that was taken. */
export const OWN_WORDS = 4;
export const [LOCK, TAKEN, LAST] = [0, 1, 2];

export function openStore(store: SharedArrayBuffer | string): OpenItems {
  if (typeof store !== "string") return anonymousItems(store, OWN_WORDS, fifo);
  return namedItems(namedWords("Test", store, ITEM_HEADER_WORDS + OWN_WORDS), fifo);
}

/** Runs an action under a lock that a dead thread keeps. */
export function locked<T>({ own: { words, base } }: OpenItems, action: () => T): T {
  while (Atomics.compareExchange(words, base + LOCK, 0, 1) !== 0) Atomics.wait(words, base + LOCK, 1, 10);
  try {
    return action();
  } finally {
    Atomics.store(words, base + LOCK, 0);
    Atomics.notify(words, base + LOCK, 1);
  }
}

/** An item as a value: small ones, and a few that take many blocks. */
export function itemValue(number: number): unknown {
  return number % 50 === 0 ? { number, ballast: "x".repeat(number % 9973) } : number;
}

function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  const { number, ballast } = value as { number: number; ballast: string };
  return ballast.length === number % 9973 ? number : -1;
}

const buffer = new ByteBuffer();

/** Takes an item; checks that those of one worker come in order. Answers its number, or -1. */
export function takeNumber(store: OpenItems, workers: number): number {
  return locked(store, () => {
    if (!store.items.take(buffer)) return -1;
    const number = numberOf(readValue(buffer));
    const { words, base } = store.own;
    const last = base + LAST + (number % workers);
    if (number < (words[last] ?? 0)) throw new Error(`item ${number} came after ${words[last]}`);
    words[last] = number;
    Atomics.add(words, base + TAKEN, 1);
    return number;
  });
}

function putNumber(store: OpenItems, items: ItemStore, number: number): void {
  writeValue(buffer, itemValue(number));
  locked(store, () => items.put(buffer));
}

function work({ store: address, worker, count, total, taken }: Job): void {
  const store = openStore(address);
  const { words, base } = store.own;
  for (let index = 1; index <= count || Atomics.load(words, base + TAKEN) < total; index++) {
    if (index <= count) putNumber(store, store.items, 2 * index + worker);
    if (index % 3 === 0 && index <= count) continue;
    const number = takeNumber(store, 2);
    if (number >= 0) Atomics.add(taken, number, 1);
  }
}

if (workerData !== null) work(workerData as Job);
