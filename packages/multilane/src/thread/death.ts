/** How a thread ended, as honestly as it can be known. */
import type { WorkerDeathReason } from "../errors.js";
import { exitOf } from "../memory/thread-slots.js";
import type { ThreadSlot } from "../memory/thread-slots.js";

/** A worker's end, as far as it is known. */
export interface Death {
  readonly reason: WorkerDeathReason;
  readonly exitCode: number | undefined;
  /** The signal that ended it, if it was a process. */
  readonly signal?: string | undefined;
  /** Whether its owner ended it. */
  readonly ordered?: boolean;
  /** How it ended, for messages, where the reason does not say all: `was killed by SIGKILL`. */
  readonly how?: string;
  /** What was thrown, if that is why. */
  readonly error: unknown;
}

/** What its owner has seen of a worker by the time it is gone. */
export interface Evidence {
  /** Its owner ended it. */
  readonly terminated: boolean;
  /** Of its `exit` event; `undefined` if the watcher told first, while the owner is blocked. */
  readonly exitCode: number | undefined;
  /** What ended it, as its `error` event has it: without the codec, but certain. */
  readonly uncaught: { readonly error: unknown } | undefined;
  /** The last error that nothing in it caught, as itself; a listener there may have dealt with it. */
  readonly thrown: { readonly error: unknown } | undefined;
}

/** Puts together what is known. */
export function classifyDeath(slot: ThreadSlot, { terminated, exitCode, uncaught, thrown }: Evidence): Death {
  if (terminated) return { reason: "terminated", exitCode, ordered: true, error: undefined };
  const error = (thrown ?? uncaught)?.error;
  if (exitCode !== undefined) {
    if (isOutOfMemory(uncaught?.error)) return { reason: "oom", exitCode, error: uncaught?.error };
    if (uncaught === undefined) return { reason: "exit", exitCode, error: undefined };
    return { reason: "crash", exitCode, error };
  }
  // The events come when the owner is not blocked any more. The worker's last word, then.
  const { kind, code } = exitOf(slot);
  if (kind === "crash") return { reason: "crash", exitCode: code, error };
  if (kind === "exit") return { reason: "exit", exitCode: code, error: undefined };
  // Who is out of memory has none.
  return { reason: "oom", exitCode: undefined, error: undefined };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
