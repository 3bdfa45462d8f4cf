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
  held--;
  callBackIfFree();
}

/** Calls back as soon as nothing holds this thread, and what the last to let go has to say has been said. */
export function onceFree(callback: () => void): void {
  whenFree = callback;
  callBackIfFree();
}

function callBackIfFree(): void {
  if (held > 0 || whenFree === undefined) return;
  setImmediate(() => {
    if (held === 0) whenFree?.();
  });
}
