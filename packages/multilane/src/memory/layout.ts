/**
 * Where things are in the arena, as offsets in 32-bit words. A change here is a change of
 * `PROTOCOL_VERSION` (`platform/environment.ts`).
 *
 * | from               | what                                                              |
 * | ------------------ | ----------------------------------------------------------------- |
 * | 0                  | header: magic, protocol version, counters                          |
 * | THREAD_SLOT_BASE   | thread slots (`memory/thread-slots.ts`)                            |
 * | NAME_BUCKET_BASE   | heads of the name table's chains (`memory/names.ts`)               |
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
/** Words kept for the header. */
const HEADER_WORDS = 64;

/** "mlan": says that a buffer is an arena of this library. */
export const ARENA_MAGIC = 0x6d6c616e;

/** The first word of the first thread slot. */
export const THREAD_SLOT_BASE: number = HEADER_WORDS;
/** How many threads can live at once. */
export const THREAD_SLOT_COUNT = 4096;
/** Words in a thread slot: one cache line, so that a busy thread does not slow its neighbours. */
export const THREAD_SLOT_WORDS = 16;

/** The first chain head of the name table. */
export const NAME_BUCKET_BASE: number = THREAD_SLOT_BASE + THREAD_SLOT_COUNT * THREAD_SLOT_WORDS;
/** How many chains the name table has: a power of two. */
export const NAME_BUCKET_COUNT = 1024;

/** The first word that can be given out. Never 0, so 0 can stand for "none". */
export const BUMP_BASE: number = NAME_BUCKET_BASE + NAME_BUCKET_COUNT;
/** What is given out begins and ends at multiples of this many words (a cache line). */
export const ALIGNMENT = 16;
