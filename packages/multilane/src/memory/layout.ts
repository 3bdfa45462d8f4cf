/**
 * Where things are in the arena, as offsets in 32-bit words. A change here is a change of
 * `PROTOCOL_VERSION` (`platform/environment.ts`).
 *
 * | from               | what                                                              |
 * | ------------------ | ----------------------------------------------------------------- |
 * | 0                  | header: magic, protocol version, counters                          |
 * | THREAD_SLOT_BASE   | thread slots (`memory/thread-slots.ts`)                            |
 * | NAME_BUCKET_BASE   | heads of the name table's chains (`memory/names.ts`)               |
 * | BUCKET_BASE        | heads of the parking lot's queues (`sync/parking-lot`)             |
 * | NODE_BASE          | who waits: the nodes of those queues                               |
 * | HELD_BASE          | which locks each thread holds, for diagnosis (`sync/held-locks.ts`) |
 * | THREAD_NAME_BASE   | what each thread is called and runs (`memory/thread-names.ts`)      |
 * | TASK_BUCKET_BASE   | heads of the chains of task names (`memory/task-names.ts`)         |
 * | TASK_NAME_BASE     | the task names, never taken back                                   |
 * | BUMP_BASE          | memory that is given out once and never taken back (`arena.ts`)    |
 */
import { ARENA_BYTES } from "../platform/environment.js";

/** Words in the arena. */
export const ARENA_WORDS: number = ARENA_BYTES / Int32Array.BYTES_PER_ELEMENT;

/** Header word: {@link ARENA_MAGIC}, once the first thread has looked at the arena. */
export const MAGIC = 0;
/** Header word: `PROTOCOL_VERSION` of whoever made it. */
export const PROTOCOL = 1;
/** Header word: how many words of the bump area are taken. */
export const BUMP_USED = 2;
/** Header word: the last thread ident that was given out. */
export const NEXT_IDENT = 3;
/** Header word: counts the threads that are gone; who waits looks again when it changes. */
export const DEATHS = 4;
/** Header word: how many anonymous primitives have been made, modulo 2^32. */
export const NEXT_KEY = 5;
/** Header word: no node of the parking lot above this one has ever been taken. */
export const NODES_HIGH = 6;
/** Header word: how many words of the area of task names are taken. */
export const TASK_NAMES_USED = 7;
/** Header word: the last id of a `ThreadLocal` that was given out. */
export const NEXT_LOCAL = 8;
/** Header word: after how many milliseconds a wait for a lock is reported, plus 1; 0 for the default, -1 for never. */
export const SLOW_WAIT = 9;
/** Header word: when a dump of all threads last came with the report of a slow wait; 0 for never. */
export const SLOW_DUMP = 10;
/** Words kept for the header. */
const HEADER_WORDS = 64;

/** "mlan": says that a buffer is an arena of this library. */
export const ARENA_MAGIC = 0x6d6c616e;

/** The first word of the first thread slot. */
export const THREAD_SLOT_BASE: number = HEADER_WORDS;
/** How many slots there are; the first one and the last eight are never taken (`memory/thread-token.ts`). */
const THREAD_SLOT_COUNT = 4096;
/** Words in a thread slot: one cache line, so that a busy thread does not slow its neighbours. */
export const THREAD_SLOT_WORDS = 16;

/** The first chain head of the name table. */
export const NAME_BUCKET_BASE: number = THREAD_SLOT_BASE + THREAD_SLOT_COUNT * THREAD_SLOT_WORDS;
/** How many chains the name table has: a power of two. */
export const NAME_BUCKET_COUNT = 1024;

/** The first bucket of the parking lot. */
export const BUCKET_BASE: number = NAME_BUCKET_BASE + NAME_BUCKET_COUNT;
/** How many buckets there are: a power of two. */
export const BUCKET_COUNT = 256;
/** Words in a bucket: one cache line. */
export const BUCKET_WORDS = 16;

/** Node 0, which is nobody's: 0 ends a queue. */
export const NODE_BASE: number = BUCKET_BASE + BUCKET_COUNT * BUCKET_WORDS;
/** How many waits can be under way at once, in all threads (those that await one lock in one thread share a node). */
export const NODE_COUNT = 65_536;
/** Words in a node: one cache line. */
export const NODE_WORDS = 16;

/** The first thread's list of held locks. */
export const HELD_BASE: number = NODE_BASE + NODE_COUNT * NODE_WORDS;
/** Words in a list of held locks. */
export const HELD_WORDS = 16;

/** The record of the thread in slot 0. */
export const THREAD_NAME_BASE: number = HELD_BASE + THREAD_SLOT_COUNT * HELD_WORDS;
/** Words in such a record: one cache line, and a name of 64 code units. */
export const THREAD_NAME_WORDS = 48;

/** The first chain head of the table of task names. */
export const TASK_BUCKET_BASE: number = THREAD_NAME_BASE + THREAD_SLOT_COUNT * THREAD_NAME_WORDS;
/** How many chains it has: a power of two. */
export const TASK_BUCKET_COUNT = 256;
/** Where task names go. */
export const TASK_NAME_BASE: number = TASK_BUCKET_BASE + TASK_BUCKET_COUNT;
/** Words for task names: room for some thousand of them. */
export const TASK_NAME_WORDS = 131_072;

/** The first word that can be given out. Never 0, so 0 can stand for "none". */
export const BUMP_BASE: number = TASK_NAME_BASE + TASK_NAME_WORDS;
/** What is given out begins and ends at multiples of this many words (a cache line). */
export const ALIGNMENT = 16;
