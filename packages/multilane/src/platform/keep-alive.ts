/**
 * Keeping the event loop alive while something of ours is waited for.
 *
 * A pending `Atomics.waitAsync` is not a handle: Node would exit (code 13) under it. So whoever waits counts itself
 * here; while the count is above zero one long interval holds the loop. (`MessagePort.ref()` does not hold Bun.)
 */
// Taken at load: a program that puts fake timers in their place must not end under those who wait.
const { setInterval, clearInterval } = globalThis;

let held = 0;
let timer: NodeJS.Timeout | undefined;

/** Counts one more reason to stay alive. Each call needs one {@link letGo}. */
export function keepAlive(): void {
  if (held++ === 0) timer = setInterval(() => undefined, 2 ** 30);
}

/** Takes one reason back. */
export function letGo(): void {
  if (--held === 0) clearInterval(timer);
}
