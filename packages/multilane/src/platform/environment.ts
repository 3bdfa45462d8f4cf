/**
 * What all threads of the program have in common, and which of them is main.
 *
 * Node's environment data is copied into every Worker that is made after it was set, nested and foreign ones too,
 * and a SharedArrayBuffer in it arrives as the same memory. So the first thread that loads multilane makes the
 * arena while it loads, and every Worker made from then on finds it. A Worker made *before* that which loads
 * multilane itself finds nothing: it is the main thread of a world of its own.
 */
import { getEnvironmentData, setEnvironmentData, threadId } from "node:worker_threads";
import { growableBuffer } from "./growable.js";
import { startedAs } from "./own-process.js";
import type { OwnProcess } from "./own-process.js";
import { claimThread } from "./single-copy.js";

/** Which layout and which protocols the shared memory follows: copies that differ in it must not share an arena. */
export const PROTOCOL_VERSION = 2;

/** The size of the arena. Pages that nobody writes cost no memory: the engine maps it, and zero pages come lazily. */
export const ARENA_BYTES: number = 16 * 1024 * 1024;

/**
 * The value that all threads of the program share under a key: made by the first one that asks, inherited by every
 * Worker that is created afterwards.
 *
 * @param key carries the version of what is stored (`"multilane:arena:1"`): the value is trusted to be a `T`
 * @param make called when there is none yet; what it returns must survive structured clone
 */
export function sharedEnvironment<T extends object>(key: string, make: () => T): T {
  const inherited: unknown = getEnvironmentData(key);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the key is ours and names the version of the value
  if (inherited !== undefined) return inherited as T;
  const made = make();
  setEnvironmentData(key, made);
  return made;
}

/** What the heap begins with: its table of pages (`memory/page-table.ts`). */
const HEAP_BYTES = 64 * 1024;

interface ArenaEnvironment {
  readonly buffer: SharedArrayBuffer;
  readonly heap: SharedArrayBuffer;
  /** The `threadId` of the thread that made it. Node never gives one out twice. */
  readonly mainThread: number;
  /** In a process that a pool started, what it was started as. */
  readonly process: OwnProcess | undefined;
}

claimThread(import.meta.url);

const environment = sharedEnvironment<ArenaEnvironment>(`multilane:arena:${PROTOCOL_VERSION}`, () => ({
  buffer: new SharedArrayBuffer(ARENA_BYTES),
  heap: growableBuffer(HEAP_BYTES),
  mainThread: threadId,
  process: startedAs,
}));

/** The shared memory itself; `memory/arena.ts` gives the view to use. */
export const arenaBuffer: SharedArrayBuffer = environment.buffer;

/** Shared memory beside the arena that grows: for the items of named queues (`memory/heap-blocks.ts`). */
export const heapBuffer: SharedArrayBuffer = environment.heap;

/** In all threads of a process that a pool started, what it was started as. */
export const ownProcess: OwnProcess | undefined = environment.process;

/** Whether this is the first thread of its process that loaded multilane. */
export const isFirstThread: boolean = environment.mainThread === threadId;

/**
 * Whether this is the main thread: the one that loaded multilane first. Module code runs once in every thread that
 * needs the module, so the program's own code belongs inside `if (isMainThread) { … }`, as under Python's
 * `if __name__ == "__main__"`. Unlike `isMainThread` of `node:worker_threads` it is true in a Worker of somebody
 * else's (a test runner's, a server's) that loads multilane first; and it is false in all threads of a process that a
 * `ProcessPoolExecutor` started.
 */
export const isMainThread: boolean = isFirstThread && ownProcess === undefined;
