/**
 * What keeps a thread from ending: the threads that it started itself (unless they are daemons), and pools with
 * work. In main that is the event loop staying alive; a `Thread` whose target is over waits for them.
 */
import { keepAlive, letGo } from "../platform/keep-alive.js";

let held = 0;
let whenFree: (() => void) | undefined;

/** One more reason for this thread to stay. Each call needs one {@link release}. */
export function hold(): void {
  held++;
  keepAlive();
}

/** Takes one reason back. */
export function release(): void {
  letGo();
  if (--held === 0) whenFree?.();
}

/** Calls back as soon as nothing holds this thread: at once, perhaps. */
export function onceFree(callback: () => void): void {
  whenFree = callback;
  if (held === 0) callback();
}
