/**
 * Locks that this thread took from owners who died, until somebody answers for what they guard. The one who was told
 * has until its code returns to the event loop, or blocks, to say that it recovers the lock: then others must know.
 */
import { soon } from "../platform/clock.js";
import { beforeBlocking } from "../platform/pumps.js";

const open = new Set<() => void>();

function giveUpAll(): void {
  for (const poison of open) {
    open.delete(poison);
    poison();
  }
}

beforeBlocking(giveUpAll);

/**
 * Remembers that a lock was inherited.
 *
 * @param poison tells everybody that it was not recovered
 * @returns call it to recover: true the first time, false afterwards
 */
export function inherit(poison: () => void): () => boolean {
  const giveUp = (): void => poison();
  open.add(giveUp);
  soon(giveUpAll);
  let recovered = false;
  return () => {
    open.delete(giveUp);
    if (recovered) return false;
    recovered = true;
    return true;
  };
}
