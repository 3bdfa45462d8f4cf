/** `task` and `taskModule`: a function stays what it is, and a module's functions become tasks. */
import { expectTypeOf } from "expect-type";
import { task, taskModule, Thread } from "multilane";
import type { Future, Task, TaskReference } from "multilane";
import * as stage from "./stage.js";
import type { Status } from "./stage.js";

const { executor, plain } = stage;

export function functions(): void {
  expectTypeOf(stage.getStatus("u")).toEqualTypeOf<Promise<Status>>();
  expectTypeOf(stage.same(Date.now())).toEqualTypeOf<number>();
  expectTypeOf(stage.add).toExtend<(a: number, b: number) => number>();
  expectTypeOf(stage.add).toExtend<TaskReference<[number, number], number>>();
  expectTypeOf(stage.shout).toEqualTypeOf<Task<(text: string) => string>>();
  expectTypeOf<() => number>().not.toExtend<TaskReference<[], number>>();

  // @ts-expect-error -- called with what it takes, here as elsewhere
  stage.add(1);
  // @ts-expect-error -- import.meta, not its URL
  task(import.meta.url, () => 1);
  // @ts-expect-error -- a function, not its result
  task(import.meta, 5);
  // @ts-expect-error -- a name is a text
  task(import.meta, () => 1, { name: 5 });
  // @ts-expect-error -- no such option
  task(import.meta, () => 1, { timeout: 5 });
}

export function modules(): void {
  expectTypeOf(plain.shout).toEqualTypeOf<TaskReference<[text: string], string>>();
  expectTypeOf(executor.submit(plain.shout, "a")).toEqualTypeOf<Future<string>>();
  expectTypeOf(executor.submit(plain.length, "a")).toEqualTypeOf<Future<number>>();
  expectTypeOf<keyof typeof plain>().toEqualTypeOf<"shout" | "length">();

  // @ts-expect-error -- a wrong argument
  executor.submit(plain.shout, 5);
  // @ts-expect-error -- not a function, so not a task
  executor.submit(plain.notAFunction);
  // @ts-expect-error -- no such export
  executor.submit(plain.whisper, "a");
  // @ts-expect-error -- a reference cannot be called: its module is not loaded here
  plain.shout("a");
  // @ts-expect-error -- tasks are not to be replaced
  plain.shout = plain.length;
  // @ts-expect-error -- without the type of the module nothing is known of it
  executor.submit(taskModule(new URL("plain.js", import.meta.url)).shout, "a");
  // @ts-expect-error -- one function of the module, not the module
  executor.submit(plain, "a");
}

export function threads(): void {
  const { add, nothing } = stage;
  expectTypeOf(new Thread({ target: add, args: [1, 2] }).join()).toEqualTypeOf<Promise<number>>();
  expectTypeOf(new Thread({ target: add, args: [1, 2] }).joinSync()).toEqualTypeOf<number>();
  expectTypeOf(new Thread({ target: stage.getStatus, args: ["u"] }).join()).toEqualTypeOf<Promise<Status>>();
  expectTypeOf(new Thread({ target: nothing }).join()).toEqualTypeOf<Promise<undefined>>();
  const all: Thread[] = [new Thread({ target: nothing }), new Thread({ target: add, args: [1, 2] })];
  expectTypeOf(all[0]?.join()).toEqualTypeOf<Promise<unknown> | undefined>();

  // @ts-expect-error -- the arguments are missing
  all.push(new Thread({ target: add }));
  // @ts-expect-error -- a wrong argument
  all.push(new Thread({ target: add, args: [1, "2"] }));
  // @ts-expect-error -- a closure is not a task
  all.push(new Thread({ target: () => 1 }));
}
