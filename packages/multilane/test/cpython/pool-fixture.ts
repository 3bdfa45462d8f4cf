/** What the threads of thread-pool.test.ts and interpreter-pool.test.ts do. */
import { currentTask, currentThread, registerClass, task } from "multilane";
import type { Event, SimpleQueue } from "multilane";
import { LONG } from "./support/until.js";
// Not only types: a thread has to load the modules of the classes that come to it.
import { SharedList } from "./support/shared-list.js";

/** CPython: `PickleShenanigans`: it can be sent, and not be received. */
export class Shenanigans {
  readonly value: number;

  constructor(value: number) {
    if (value === 1) throw new RangeError("gotcha");
    this.value = value;
  }
}
registerClass(Shenanigans, { encode: () => 1, decode: (value: number) => new Shenanigans(value) });

export const append = task(import.meta, (list: SharedList<unknown>, item: unknown) => list.append(item));
/** CPython: `log_n_wait`. */
export const logAndWait = task(import.meta, (log: SharedList<string>, stop: Event, ident: string) => {
  log.append(`${ident} started`);
  try {
    stop.waitSync({ timeout: LONG });
  } finally {
    log.append(`${ident} stopped`);
  }
});
/** CPython: `run(taskid, ready, blocker)` of test_blocking. */
export const reportAndBlock = task(
  import.meta,
  (id: number, ready: SimpleQueue<number>, blocker: SimpleQueue<string>) => {
    ready.put(id);
    blocker.getSync({ timeout: LONG });
  },
);
export const fail = task(import.meta, (message: string): void => {
  throw new RangeError(message);
});
export const moduleUrl = task(import.meta, () => import.meta.url);
export const look = task(import.meta, (value: Shenanigans) => value.value);
export const names = task(import.meta, () => [currentThread().name, currentTask().threadName]);
export const ident = task(import.meta, (...extra: unknown[]) => [currentThread().ident, ...extra]);
export const log = task(import.meta, (list: SharedList<string>, message: string) => list.append(message));
