/**
 * Calls that wait, the most urgent first: by priority, first in first out within one, and with ageing, so that nothing
 * starves under a stream of what is more urgent.
 *
 * A call gains one point of priority per second that it waits. All gain at the same pace, so which of two comes first
 * never changes while they wait: it is enough to compare the first of each priority, by what it had when it came.
 */
import { WorkQueue } from "./work-queue.js";
import type { Queued } from "./work-queue.js";

/** What can stand in an {@link AgeingQueue}. */
export interface Ageing<T> extends Queued<T> {
  /** Higher goes first. */
  readonly priority: number;
  /** When it came, in milliseconds on `now()`. */
  readonly queued: number;
}

/** Milliseconds of waiting that are worth one point of priority. */
const POINT = 1000;

/** One priority's calls, and where it stands among the others; -1 while it has none. */
class Level<T extends Ageing<T>> {
  readonly priority: number;
  readonly calls = new WorkQueue<T>();
  at = -1;

  constructor(priority: number) {
    this.priority = priority;
  }
}

/** Levels beyond this many are looked through for empty ones. */
const FEW = 64;

/**
 * Joining, leaving from anywhere and looking at the next one cost constant time with one priority, and the logarithm of
 * their number with more: a heap of the priorities that have calls, by their first calls.
 */
export class AgeingQueue<T extends Ageing<T>> {
  readonly #levels = new Map<number, Level<T>>();
  readonly #heap: Level<T>[] = [];
  /** The level that was asked for last: with one priority there is no other. */
  #latest: Level<T> | undefined;
  #many = FEW;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The next one. */
  get first(): T | undefined {
    return this.#heap[0]?.calls.first;
  }

  /** All, each priority's in order. */
  *[Symbol.iterator](): Iterator<T> {
    for (const level of this.#levels.values()) yield* level.calls;
  }

  /** Joins at the end of its priority. */
  push(item: T): void {
    const level = this.#levelOf(item.priority);
    level.calls.push(item);
    this.#size++;
    if (level.at < 0) this.#enter(level);
  }

  /** Joins at the front of its priority: for what has been here before. */
  unshift(item: T): void {
    const level = this.#levelOf(item.priority);
    level.calls.unshift(item);
    this.#size++;
    if (level.at < 0) this.#enter(level);
    else this.#reorder(level);
  }

  /** Takes this one out; false if it does not stand here. */
  delete(item: T): boolean {
    const level = this.#levelOf(item.priority);
    const wasFirst = level.calls.first === item;
    if (!level.calls.delete(item)) return false;
    this.#size--;
    if (level.calls.size === 0) this.#leave(level);
    else if (wasFirst) this.#reorder(level);
    return true;
  }

  /** Takes the next one out. */
  shift(): T | undefined {
    const { first } = this;
    if (first !== undefined) this.delete(first);
    return first;
  }

  #levelOf(priority: number): Level<T> {
    if (this.#latest?.priority === priority) return this.#latest;
    let level = this.#levels.get(priority);
    if (level === undefined) {
      if (this.#levels.size >= this.#many) this.#dropEmpty();
      this.#levels.set(priority, (level = new Level(priority)));
    }
    this.#latest = level;
    return level;
  }

  #dropEmpty(): void {
    for (const [priority, { at }] of this.#levels) if (at < 0) this.#levels.delete(priority);
    this.#many = Math.max(FEW, 2 * this.#levels.size);
  }

  #enter(level: Level<T>): void {
    level.at = this.#heap.push(level) - 1;
    this.#reorder(level);
  }

  #leave(level: Level<T>): void {
    const last = this.#heap.pop();
    if (last !== undefined && last !== level) {
      this.#put(last, level.at);
      this.#reorder(last);
    }
    level.at = -1;
  }

  #put(level: Level<T>, at: number): void {
    this.#heap[at] = level;
    level.at = at;
  }

  /** Its first call is another one: up or down until all above are more urgent, and all below less. */
  #reorder(level: Level<T>): void {
    while (level.at > 0) {
      const above = this.#heap[(level.at - 1) >> 1];
      if (above === undefined || !isBefore(level, above)) break;
      this.#swap(level, above);
    }
    for (;;) {
      const [one, other] = [this.#heap[2 * level.at + 1], this.#heap[2 * level.at + 2]];
      if (one === undefined) break;
      const next = other !== undefined && isBefore(other, one) ? other : one;
      if (!isBefore(next, level)) break;
      this.#swap(next, level);
    }
  }

  #swap(up: Level<T>, down: Level<T>): void {
    const { at } = up;
    this.#put(up, down.at);
    this.#put(down, at);
  }
}

function isBefore<T extends Ageing<T>>(one: Level<T>, other: Level<T>): boolean {
  const [first, second] = [urgency(one), urgency(other)];
  return first > second || (first === second && one.priority > other.priority);
}

function urgency<T extends Ageing<T>>({ priority, calls }: Level<T>): number {
  return priority - (calls.first?.queued ?? 0) / POINT;
}
