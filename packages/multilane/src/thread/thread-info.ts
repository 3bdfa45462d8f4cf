import { isMainThread } from "../platform/environment.js";
import { birth, ownSlot } from "./self.js";

/** What is known of any thread, whoever started it. */
export interface ThreadInfo {
  /** For people; need not be unique. */
  readonly name: string;
  /** A number that no other thread of this program has or will have. */
  readonly ident: number | undefined;
  /** Whether the program may end while this thread runs. */
  readonly daemon: boolean;
  /** From `start()` until its target is over. */
  readonly isAlive: boolean;
}

/** The ident of main: it takes the first slot of the arena. */
const MAIN_IDENT = 1;

class OtherThread implements ThreadInfo {
  readonly name: string;
  readonly ident: number;
  readonly daemon: boolean;

  constructor(name: string, ident: number, daemon: boolean) {
    this.name = name;
    this.ident = ident;
    this.daemon = daemon;
  }

  /** Main outlives every thread that could ask, and who asks for itself is alive. */
  get isAlive(): boolean {
    return true;
  }

  toString(): string {
    return `<Thread(${this.name}, ${this.daemon ? "daemon " : ""}${this.ident})>`;
  }
}

let current: ThreadInfo | undefined;
let main: ThreadInfo | undefined;

/** The thread that this code runs in. CPython: `threading.current_thread()`. */
export function currentThread(): ThreadInfo {
  if (isMainThread) return mainThread();
  current ??=
    birth === undefined
      ? new OtherThread(`Foreign-${ownSlot().ident}`, ownSlot().ident, true)
      : new OtherThread(birth.name, birth.ident, birth.daemon);
  return current;
}

/** The thread that first loaded the library. CPython: `threading.main_thread()`. */
export function mainThread(): ThreadInfo {
  main ??= new OtherThread("MainThread", isMainThread ? ownSlot().ident : MAIN_IDENT, false);
  return main;
}
