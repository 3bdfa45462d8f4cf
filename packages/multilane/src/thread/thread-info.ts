import {
  defaultName,
  introduce,
  isLive,
  liveThreads,
  MAIN_IDENT,
  readRecord,
} from "../memory/thread-names.js";
import type { ThreadSlot } from "../memory/thread-slots.js";
import { isFirstThread, ownProcess } from "../platform/environment.js";
import { birth, ownSlot } from "./self.js";
import { nameText, SharedName } from "./shared-name.js";

/** What is known of any thread, whoever started it. */
export interface ThreadInfo {
  /**
   * For people; need not be unique. May be set, in any thread, and is then the thread's name for all of them; other
   * threads than the one that set it see its first 64 UTF-16 code units.
   */
  name: string;
  /** A number that no other thread of this program has or will have. */
  readonly ident: number | undefined;
  /** Whether the program may end while this thread runs. */
  readonly daemon: boolean;
  /** Whether it has been started and what it was started for is not over. */
  isAlive(): boolean;
  /** `<Thread(name, started daemon 7)>` */
  toString(): string;
}

class OtherThread implements ThreadInfo {
  readonly ident: number;
  readonly daemon: boolean;
  readonly #slot: ThreadSlot;
  readonly #name: SharedName;

  constructor(slot: ThreadSlot, name: string, daemon: boolean) {
    this.#slot = slot;
    this.ident = slot.ident;
    this.daemon = daemon;
    this.#name = new SharedName(slot, name);
  }

  get name(): string {
    return this.#name.text;
  }

  set name(name: string) {
    this.#name.text = nameText(name);
  }

  isAlive(): boolean {
    return isLive(this.#slot);
  }

  toString(): string {
    const state = this.isAlive() ? "started" : "stopped";
    return `<Thread(${this.name}, ${state}${this.daemon ? " daemon" : ""} ${this.ident})>`;
  }
}

/** By ident: a thread is the same object each time. */
const known = new Map<number, ThreadInfo>();

/** Remembers what this thread has of a thread that it has started. */
export function remember(ident: number, info: ThreadInfo): void {
  known.set(ident, info);
}

/** The thread is over: nobody will find it any more. */
export function forget(ident: number): void {
  known.delete(ident);
}

function describe(slot: ThreadSlot): ThreadInfo {
  // A Worker of somebody else's has no record before it asks who it is.
  const record = readRecord(slot);
  return new OtherThread(slot, record?.name ?? defaultName(slot), record?.daemon ?? true);
}

function infoOf(slot: ThreadSlot): ThreadInfo {
  let info = known.get(slot.ident);
  if (info === undefined) known.set(slot.ident, (info = describe(slot)));
  return info;
}

let current: ThreadInfo | undefined;
let main: ThreadInfo | undefined;

function introduceSelf(): ThreadInfo {
  const slot = ownSlot();
  if (birth !== undefined) return new OtherThread(slot, birth.name, birth.daemon);
  const name = (isFirstThread ? ownProcess?.name : undefined) ?? defaultName(slot);
  introduce(slot, name, !isFirstThread);
  return new OtherThread(slot, name, !isFirstThread);
}

/**
 * The thread that this code runs in. CPython: `threading.current_thread()`.
 *
 * In a Worker that the library did not start it is one named `Foreign-N`, and a daemon: the library does not wait for
 * it.
 */
export function currentThread(): ThreadInfo {
  if (current === undefined) {
    current = introduceSelf();
    remember(ownSlot().ident, current);
  }
  return current;
}

/** The thread that first loaded the library. CPython: `threading.main_thread()`. */
export function mainThread(): ThreadInfo {
  main ??= isFirstThread ? currentThread() : infoOf(mainSlot());
  return main;
}

function mainSlot(): ThreadSlot {
  return liveThreads().find(({ ident }) => ident === MAIN_IDENT) ?? { index: 1, ident: MAIN_IDENT };
}

/**
 * All threads of the program that are alive, in the order in which they were started: main, each `Thread` from its
 * `start()` until its target is over, the workers of pools, the thread that runs this thread's `Timer`s (one, and not
 * one for each timer), and Workers of others' that have used the library. CPython: `threading.enumerate()`.
 *
 * Every thread gets the same answer, but for the objects: a `Thread` is itself in the thread that started it, and a
 * {@link ThreadInfo} in all others, the same one each time. The library's watcher is not in it: it runs no code of
 * the program's.
 *
 * Costs some 50 µs, and 1 µs for each thread that was not known before.
 */
export function enumerate(): ThreadInfo[] {
  // Who asks is one of them.
  currentThread();
  const live = liveThreads();
  const idents = new Set(live.map(({ ident }) => ident));
  for (const ident of known.keys()) if (!idents.has(ident)) known.delete(ident);
  return live.map(infoOf);
}

/** How many threads {@link enumerate} would list. CPython: `threading.active_count()`. */
export function activeCount(): number {
  currentThread();
  return liveThreads().length;
}

// So that the other threads find it by name.
if (isFirstThread) currentThread();
