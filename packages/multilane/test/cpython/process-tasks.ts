/** What the processes do in test_deadlock, test_process_pool and the process cases of test_shutdown. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { registerClass, sleepSync, task } from "multilane";
import { collectGarbage } from "./support/garbage.js";

/** CPython: `_crash`, a segmentation fault. */
function die(): never {
  process.kill(process.pid, "SIGKILL");
  for (;;) sleepSync(1000);
}

/** CPython: `_exit`. */
function leave(): never {
  process.exit(1);
}

function raise(): never {
  throw new RangeError("Error in pickle");
}

/** Its instances do something when they are sent. */
export class CrashAtPickle {
  readonly kind = "crash at pickle";
}
export class ExitAtPickle {
  readonly kind = "exit at pickle";
}
export class ErrorAtPickle {
  readonly kind = "error at pickle";
}
/** Its instances do something when they are received. */
export class CrashAtUnpickle {
  readonly kind = "crash at unpickle";
}
export class ExitAtUnpickle {
  readonly kind = "exit at unpickle";
}
export class ErrorAtUnpickle {
  readonly kind = "error at unpickle";
}
const nothing = (): null => null;
registerClass(CrashAtPickle, { encode: die });
registerClass(ExitAtPickle, { encode: leave });
registerClass(ErrorAtPickle, { encode: raise });
registerClass(CrashAtUnpickle, { encode: nothing, decode: die });
registerClass(ExitAtUnpickle, { encode: nothing, decode: leave });
registerClass(ErrorAtUnpickle, { encode: nothing, decode: raise });

const badClasses = { CrashAtPickle, ExitAtPickle, ErrorAtPickle, ErrorAtUnpickle };

export const identity = task(import.meta, (value: unknown) => typeof value);
export const crash = task(import.meta, (milliseconds: number = 0): void => {
  if (milliseconds > 0) sleepSync(milliseconds);
  die();
});
export const crashWithData = task(import.meta, (data: string): void => {
  if (data.length > 0) die();
});
export const exit = task(import.meta, (code: number): void => process.exit(code));
export const raiseError = task(import.meta, (): void => {
  throw new RangeError("123"); // some comment
});
/** CPython: `_return_instance`. */
export const returnInstance = task(
  import.meta,
  (name: keyof typeof badClasses): object => new badClasses[name](),
);

let seen: WeakRef<object> | undefined;
/** Remembers its argument, without holding it. */
export const remember = task(import.meta, (value: object) => {
  seen = new WeakRef(value);
});
/** Whether what was remembered is garbage. */
export const isForgotten = task(import.meta, async () => {
  if (seen === undefined) throw new Error("nothing was remembered in this process");
  await collectGarbage();
  return seen.deref() === undefined;
});

/** An initializer that works in the first process only. */
export const initOnce = task(import.meta, (directory: string) => {
  const mark = join(directory, "initialised");
  if (existsSync(mark)) throw new RangeError("no second time");
  writeFileSync(mark, "");
});

/** CPython: `_good_task_gh_132969`. */
export const goodTask = task(import.meta, async (n: number) => {
  await new Promise((resolve) => setTimeout(resolve, 10 * n));
  return n;
});
