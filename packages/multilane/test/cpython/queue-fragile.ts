/** Items that break on the way: what CPython's FailingQueue does by overriding `_put` and `_get`. */
import { registerClass, task } from "multilane";
import type { Queue, WaitOptions } from "multilane";
import { getFrom, putInto } from "./queue-kinds.js";
import type { Mode } from "./support/mode.js";

export class FailingQueueError extends Error {}
registerClass(FailingQueueError, { name: "cpython.FailingQueueError" });

/** Cannot be written when it is put, or cannot be read when it is taken. */
export class Fragile {
  readonly breaks: "put" | "get";
  constructor(breaks: "put" | "get") {
    this.breaks = breaks;
  }
}
registerClass(Fragile, {
  name: "cpython.Fragile",
  encode: ({ breaks }) => {
    if (breaks === "put") throw new FailingQueueError("it cannot be put");
    return breaks;
  },
  decode: (breaks): Fragile => {
    throw new FailingQueueError(`it cannot be taken: ${breaks}`);
  },
});

/** A fragile item is made by the thread that puts it: it could not cross to that thread either. */
export type FragileItem = number | string | Fragile;

export const put = task(
  import.meta,
  async (mode: Mode, queue: Queue<FragileItem>, item: number | string, options?: WaitOptions) => {
    await putInto(mode, queue, item, options);
  },
);
export const putFragile = task(
  import.meta,
  async (mode: Mode, queue: Queue<FragileItem>, breaks: "put" | "get", options?: WaitOptions) => {
    await putInto(mode, queue, new Fragile(breaks), options);
  },
);
export const get = task(import.meta, async (mode: Mode, queue: Queue<FragileItem>, options?: WaitOptions) => {
  const item = await getFrom(mode, queue, options);
  return item instanceof Fragile ? item.breaks : item;
});
