/** What a thread of ours is born with. */
import type { TaskIdentity } from "../task/identity.js";
import type { Payload } from "../transport/messages.js";
import type { MessagePort } from "../platform/workers.js";

/** What a thread runs before any call. */
export interface Initializer {
  readonly identity: TaskIdentity;
  readonly args: Payload;
}

/** Arrives in the worker as its birth data; see `platform/workers.ts`. */
export interface Birth {
  readonly name: string;
  readonly ident: number;
  readonly daemon: boolean;
  /** This thread's slot in the arena, and its creator's. */
  readonly slot: number;
  readonly parent: number;
  /** Calls come in and results go out here. */
  readonly port: MessagePort;
  /** The other end is in the watcher: it closes when this thread ends, however it ends. */
  readonly lifeline: MessagePort;
  /** The state words of this thread's calls. */
  readonly calls: Int32Array;
  /** How many calls may be running at once. */
  readonly concurrency: number;
  /** How many threads stand between main and this one, which is counted; main is 0. */
  readonly depth: number;
  readonly initializer: Initializer | undefined;
  /** Whether the thread is over when its first call is: a `Thread`, and not a pool's. */
  readonly once: boolean;
  /** The pool whose worker it is; `undefined` for a `Thread`. */
  readonly pool: string | undefined;
  /** Whether its owner wants to know with each answer how many bytes its heap has. */
  readonly reportHeap: boolean;
}
