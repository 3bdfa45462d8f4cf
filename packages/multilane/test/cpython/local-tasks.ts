/** What the threads of test_threading_local do. */
import { sleepSync, task, ThreadLocal } from "multilane";
import type { Event } from "multilane";
import { collectGarbage } from "./support/garbage.js";
import type { Mode } from "./support/mode.js";
import { reach } from "./support/reach.js";
import { LONG } from "./support/until.js";

/** As under Python, a subclass adds nothing to what the variable does. */
export class LocalSubclass<T> extends ThreadLocal<T> {}

/** One whose start takes a while, in each thread that asks for it. CPython: `Local` of `test_derived`. */
export class SlowLocal<T extends object> extends ThreadLocal<T> {
  constructor(init: () => T) {
    super(() => {
      sleepSync(10);
      return init();
    });
  }
}

export interface Numbered {
  x: number;
}

/** Of this module, which every thread has its own of. */
export const slow: SlowLocal<Numbered> = new SlowLocal<Numbered>(() => ({ x: -1 }));

/** Answers what it was at first, and what it was set to. CPython: `f` of `test_derived`. */
export const numberIt = task(import.meta, async (number: number, together: Event, mode: Mode) => {
  await reach(mode, together);
  slow.delete(); // the thread may have been used before
  const first = slow.value.x;
  slow.value.x = number;
  const before = slow.value;
  sleepSync(1);
  return [first, slow.value.x, before === slow.value] as const;
});

/** What CPython's tests set as `obj.x` and `obj.y`. */
export interface Attributes {
  readonly x: ThreadLocal<string | undefined>;
  readonly y: ThreadLocal<string | undefined>;
}

/** Of this module too: a subclass cannot be passed to another thread, which knows only what a variable is. */
const ofSubclass: Attributes = {
  x: new LocalSubclass<string | undefined>(),
  y: new LocalSubclass<string | undefined>(),
};

/** Sets both, takes one back, and stays until it may go. CPython: `f1` of `_test_one_class`. */
export const setAndStay = task(
  import.meta,
  async (mode: Mode, passed: Attributes | null, isSet: Event, mayGo: Event) => {
    const { x, y } = passed ?? ofSubclass;
    x.value = "foo";
    y.value = "bar";
    y.delete();
    isSet.set();
    await reach(mode, mayGo);
    const outcome = [x.value, y.value];
    x.delete(); // as when CPython's thread ends; this one goes on
    return outcome;
  },
);

/** What this thread has. CPython: `f2`. */
export const look = task(import.meta, async (passed: Attributes | null) => (passed ?? ofSubclass).x.value);

/** What this thread was given and has not forgotten yet. */
const remembered: WeakRef<object>[] = [];

/** Sets an object that nothing else refers to. CPython: `target`. */
export const remember = task(import.meta, (local: ThreadLocal<object | undefined>) => {
  const value = {};
  local.value = value;
  remembered.push(new WeakRef(value));
});

/** How many of those objects there are. */
export const countRemembered = task(import.meta, async () => {
  await collectGarbage();
  return remembered.filter((one) => one.deref() !== undefined).length;
});

/** Returns when there is none any more. */
export const forgetAll = task(import.meta, async () => {
  const deadline = performance.now() + LONG;
  while (remembered.some((one) => one.deref() !== undefined)) {
    if (performance.now() > deadline) throw new Error("a value outlives its variable");
    await collectGarbage();
  }
  return remembered.splice(0).length;
});
