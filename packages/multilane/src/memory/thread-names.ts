/**
 * What each thread is called and what it runs, where every thread can read it: for `enumerate()`, for names that
 * change, and for thread dumps.
 *
 * | word    | written by         | meaning                                                              |
 * | ------- | ------------------ | -------------------------------------------------------------------- |
 * | OWNER   | creator            | ident of the thread that the record is about                          |
 * | VERSION | whoever writes     | even: the record stands; odd: somebody writes it                      |
 * | LENGTH  | creator, renamers  | of the name, in code units                                            |
 * | DAEMON  | creator            | 1 for a daemon                                                       |
 * | TASK    | the thread         | number of the task that it runs (`memory/task-names.ts`), 0 for none  |
 * | RUNNING | the thread         | how many tasks it runs at once                                       |
 * | TEXT    | creator, renamers  | the name                                                             |
 *
 * Names are for people, and nothing waits for them: whoever finds a writer at work tries again, and after so many
 * attempts goes on as if it had died there, as a terminated thread may have.
 */
import { atomics } from "../platform/atomics.js";
import { arena } from "./arena.js";
import { THREAD_NAME_BASE, THREAD_NAME_WORDS, THREAD_SLOT_BASE, THREAD_SLOT_WORDS } from "./layout.js";
import { clipText, readText, writeText } from "./name-text.js";
import { STATE } from "./slot-words.js";
import { taskName } from "./task-names.js";
import { FINISHED, stateOf } from "./thread-slots.js";
import type { ThreadSlot } from "./thread-slots.js";
import { LAST_SLOT } from "./thread-token.js";

const [OWNER, VERSION, LENGTH, DAEMON, TASK, RUNNING, TEXT] = [0, 1, 2, 3, 4, 5, 16];

/** Longer names are cut, in UTF-16 code units. */
const LONGEST = (THREAD_NAME_WORDS - TEXT) * 2;
const ATTEMPTS = 1000;

const recordOf = (index: number): number => THREAD_NAME_BASE + index * THREAD_NAME_WORDS;

/** A thread's name as far as it is shared: its beginning. */
export function sharedPart(name: string): string {
  return clipText(name, LONGEST);
}

/** Calls `change` while nobody else writes the record; answers the version that it has now. */
function write(record: number, change: (words: Int32Array) => void): number {
  const words = arena();
  for (let attempt = 1; ; attempt++) {
    const version = atomics.load(words, record + VERSION);
    const busy = version % 2 !== 0;
    if (busy && attempt < ATTEMPTS) continue;
    const mine = (version + (busy ? 2 : 1)) | 0;
    // Rivals: this same exchange in other threads. Partner: the loads of VERSION in readRecord().
    if (atomics.compareExchange(words, record + VERSION, version, mine) !== version) continue;
    change(words);
    // Not if somebody took this thread for dead and wrote after it.
    atomics.compareExchange(words, record + VERSION, mine, (mine + 1) | 0);
    return (mine + 1) | 0;
  }
}

function writeName(words: Int32Array, record: number, name: string): void {
  const text = sharedPart(name);
  atomics.store(words, record + LENGTH, text.length);
  writeText(atomics, words, record + TEXT, text);
}

/**
 * Writes the record of a thread: its creator, before the thread starts; a Worker of somebody else's for itself.
 *
 * @returns the version of the name
 */
export function introduce({ index, ident }: ThreadSlot, name: string, daemon: boolean): number {
  const record = recordOf(index);
  return write(record, (words) => {
    writeName(words, record, name);
    atomics.store(words, record + DAEMON, daemon ? 1 : 0);
    atomics.store(words, record + TASK, 0);
    atomics.store(words, record + RUNNING, 0);
    // Last: the partner is the load in isIntroduced().
    atomics.store(words, record + OWNER, ident);
  });
}

/** Whether the record in that slot is about that thread. */
function isIntroduced({ index, ident }: ThreadSlot): boolean {
  return atomics.load(arena(), recordOf(index) + OWNER) === ident;
}

/** Gives a thread another name; nothing happens if it is gone, and its slot another's. Answers the name's version. */
export function rename(slot: ThreadSlot, name: string): number {
  const record = recordOf(slot.index);
  return write(record, (words) => {
    if (isIntroduced(slot)) writeName(words, record, name);
  });
}

/** Changes whenever the name does; `undefined` if there is no record of that thread (any more). */
export function nameVersion(slot: ThreadSlot): number | undefined {
  // Pairs with the exchanges in write(). Nobody's version is odd for long, and who sees one reads the name.
  const version = atomics.load(arena(), recordOf(slot.index) + VERSION);
  return isIntroduced(slot) ? version : undefined;
}

/** What is known of a thread. */
export interface ThreadRecord {
  /** At most its first 64 code units. */
  readonly name: string;
  readonly version: number;
  readonly daemon: boolean;
  /**
   * The name of the task that it runs, of several the latest to begin, though it may be over; `undefined` when idle,
   * or if it is not known.
   */
  readonly task: string | undefined;
  /** How many tasks it runs. */
  readonly running: number;
}

/** Reads the record of a thread; `undefined` if there is none (any more). */
export function readRecord(slot: ThreadSlot): ThreadRecord | undefined {
  const [words, record] = [arena(), recordOf(slot.index)];
  const load = (word: number): number => atomics.load(words, record + word);
  for (let attempt = 1; ; attempt++) {
    const version = load(VERSION);
    if (!isIntroduced(slot)) return undefined;
    const name = readText(atomics, words, record + TEXT, Math.min(load(LENGTH), LONGEST));
    const [daemon, task, running] = [load(DAEMON) === 1, load(TASK), load(RUNNING)];
    // Pairs with the exchanges in write(): unchanged and even, nobody wrote in between.
    if ((version % 2 !== 0 || load(VERSION) !== version) && attempt < ATTEMPTS) continue;
    return { name, version, daemon, task: task === 0 ? undefined : taskName(task), running };
  }
}

/** The ident of main: it takes the first slot of the arena. */
export const MAIN_IDENT = 1;

/** What a thread is called that has no record: main, or a Worker of somebody else's, that never asked who it is. */
export function defaultName({ ident }: ThreadSlot): string {
  return ident === MAIN_IDENT ? "MainThread" : `Foreign-${ident}`;
}

/** What a thread is called. */
export function nameOf(slot: ThreadSlot): string {
  return readRecord(slot)?.name ?? defaultName(slot);
}

/** Says what this thread, in slot `index`, runs from now on: the number of a task's name, and how many tasks in all. */
export function noteTask(index: number, task: number, running: number): void {
  const [words, record] = [arena(), recordOf(index)];
  // Nobody acts on these: a reader may see the one without the other.
  atomics.store(words, record + TASK, task);
  atomics.store(words, record + RUNNING, running);
}

/** The threads that are alive, in the order in which they were started. Looks at every slot: some 50 µs. */
export function liveThreads(): ThreadSlot[] {
  const words = arena();
  const live: ThreadSlot[] = [];
  for (let index = 1; index <= LAST_SLOT; index++) {
    const state = atomics.load(words, THREAD_SLOT_BASE + index * THREAD_SLOT_WORDS + STATE);
    if (state !== 0 && (state & 3) < FINISHED) live.push({ index, ident: state >>> 2 });
  }
  return live.toSorted((one, other) => one.ident - other.ident);
}

/** Whether a thread is alive: it was started, and what it was started for is not over. */
export function isLive(slot: ThreadSlot): boolean {
  const state = stateOf(slot);
  return state !== 0 && state < FINISHED;
}
