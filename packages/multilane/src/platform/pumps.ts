/**
 * Work that a thread must go on doing while it is blocked.
 *
 * The thread that owns a pool hands out its queued tasks and takes in their results. If it blocks (in
 * `acquireSync`, `joinSync`, `resultSync`, `sleepSync`) that work would stop, and a task that has not been handed
 * out could never do what its owner is blocked for. So every blocking wait of the library runs these pumps.
 */

/** Takes in what has arrived and hands out what can go; never waits. */
export type Pump = () => void;

const pumps = new Set<Pump>();

/** Registers a pump; the same one twice counts once. */
export function addPump(pump: Pump): void {
  pumps.add(pump);
}

/** Takes a pump out. */
export function removePump(pump: Pump): void {
  pumps.delete(pump);
}

/** Whether this thread has any work to do while it is blocked. */
export function hasPumps(): boolean {
  return pumps.size > 0;
}

const preparations: (() => void)[] = [];

/** Registers what must be done before this thread blocks. */
export function beforeBlocking(preparation: () => void): void {
  preparations.push(preparation);
}

/** This thread is about to block. */
export function prepareToBlock(): void {
  for (const preparation of preparations) preparation();
}

/** Runs each pump once. */
export function runPumps(): void {
  for (const pump of pumps) pump();
}
