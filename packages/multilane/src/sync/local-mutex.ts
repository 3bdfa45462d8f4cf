/** The mutexes that this thread knows, each with the one waiting list that this thread has for it. */
import { namedWords } from "../memory/names.js";
import { atomics } from "../platform/atomics.js";
import { AsyncWaiters } from "./async-waiters.js";
import { MUTEX_WORDS } from "./lock-words.js";
import { Mutex } from "./mutex.js";

/** A mutex as one thread sees it. */
export interface LocalMutex {
  readonly mutex: Mutex;
  readonly waiters: AsyncWaiters;
}

function over(words: Int32Array, base: number): LocalMutex {
  const mutex = new Mutex(atomics, words, base);
  return { mutex, waiters: new AsyncWaiters(mutex) };
}

/** Named ones live as long as the program, so this only grows. */
const named = new Map<string, LocalMutex>();

/**
 * The mutex that has this name, in every thread of the program.
 *
 * @throws TypeError and ResourceExhaustedError as `namedWords`
 */
export function namedMutex(name: string): LocalMutex {
  const known = named.get(name);
  if (known !== undefined) return known;
  const { words, base } = namedWords("Lock", name, MUTEX_WORDS);
  const fresh = over(words, base);
  named.set(name, fresh);
  return fresh;
}

/** A new mutex in a buffer of its own, to be shared by sending the buffer. */
export function newMutexBuffer(): SharedArrayBuffer {
  return new SharedArrayBuffer(MUTEX_WORDS * Int32Array.BYTES_PER_ELEMENT);
}

/** The mutex in a buffer that {@link newMutexBuffer} made, in whichever thread. */
export function anonymousMutex(buffer: SharedArrayBuffer): LocalMutex {
  return over(new Int32Array(buffer), 0);
}
