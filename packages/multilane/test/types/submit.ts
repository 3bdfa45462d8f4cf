/** `submit` and `run`: the result of the task, awaited, and the arguments that it takes. */
import { expectTypeOf } from "expect-type";
import { RLock } from "multilane";
import type { Future } from "multilane";
import * as stage from "./stage.js";
import type { Status } from "./stage.js";

const { executor, processes, any, lock } = stage;

export function results(): void {
  expectTypeOf(executor.submit(stage.getStatus, "u")).toEqualTypeOf<Future<Status>>();
  expectTypeOf(executor.submit(stage.add, 1, 2)).toEqualTypeOf<Future<number>>();
  expectTypeOf(executor.submit(stage.repeat, 1)).toEqualTypeOf<Future<string>>();
  expectTypeOf(executor.submit(stage.repeat, 1, "b")).toEqualTypeOf<Future<string>>();
  expectTypeOf(executor.submit(stage.tag, "a")).toEqualTypeOf<Future<readonly [string, number]>>();
  expectTypeOf(executor.submit(stage.tag, "a", 1, 2)).toEqualTypeOf<Future<readonly [string, number]>>();
  expectTypeOf(executor.submit(stage.find, 1)).toEqualTypeOf<Future<string | undefined>>();
  expectTypeOf(executor.submit(stage.log, "a")).toEqualTypeOf<Future<void>>();
  expectTypeOf(executor.submit(stage.later, "a")).toEqualTypeOf<Future<void>>();
  expectTypeOf(executor.submit(stage.nothing)).toEqualTypeOf<Future<undefined>>();
  expectTypeOf(executor.submit(stage.spin)).toEqualTypeOf<Future<never>>();
  expectTypeOf(executor.submit(stage.sum, [1, 2] as const)).toEqualTypeOf<Future<number>>();
  expectTypeOf(executor.submit(stage.guarded, lock, 1)).toEqualTypeOf<Future<number>>();
  // What a generic task takes and gives is decided where it is called, and that is in the worker.
  expectTypeOf(executor.submit(stage.same, 5)).toEqualTypeOf<Future<unknown>>();

  expectTypeOf(executor.run(stage.getStatus, "u")).toEqualTypeOf<Promise<Status>>();
  expectTypeOf(executor.run(stage.later, "a")).toEqualTypeOf<Promise<void>>();
  expectTypeOf(executor.run(stage.spin)).toEqualTypeOf<Promise<never>>();
}

export function everywhere(): void {
  expectTypeOf(processes.submit(stage.getStatus, "u")).toEqualTypeOf<Future<Status>>();
  expectTypeOf(processes.run(stage.add, 1, 2)).toEqualTypeOf<Promise<number>>();
  expectTypeOf(any.submit(stage.getStatus, "u")).toEqualTypeOf<Future<Status>>();
  expectTypeOf(any.run(stage.add, 1, 2)).toEqualTypeOf<Promise<number>>();
  expectTypeOf(executor.with({}).submit(stage.add, 1, 2)).toEqualTypeOf<Future<number>>();
  expectTypeOf(executor.with({ priority: 1 }).run(stage.later, "a")).toEqualTypeOf<Promise<void>>();
}

export function misuse(): void {
  // @ts-expect-error -- a number is not a URL
  executor.submit(stage.getStatus, 5);
  // @ts-expect-error -- the argument is missing
  executor.submit(stage.getStatus);
  // @ts-expect-error -- the second argument is missing
  executor.submit(stage.add, 1);
  // @ts-expect-error -- one argument too many
  executor.submit(stage.add, 1, 2, 3);
  // @ts-expect-error -- it takes none
  executor.submit(stage.nothing, 1);
  // @ts-expect-error -- undefined is not a number
  executor.submit(stage.add, 1, undefined);
  // @ts-expect-error -- of the wrong type, though optional
  executor.submit(stage.repeat, 1, 2);
  // @ts-expect-error -- one of the rest is wrong
  executor.submit(stage.tag, "a", 1, "2");
  // @ts-expect-error -- a lock where a number is wanted
  executor.submit(stage.add, lock, 1);
  // @ts-expect-error -- another lock than the task takes
  executor.submit(stage.guarded, new RLock(), 1);
  // @ts-expect-error -- a future where its value is wanted
  executor.submit(stage.add, executor.submit(stage.add, 1, 2), 3);
  // @ts-expect-error -- a closure is not a task
  executor.submit((a: number) => a, 1);
  // @ts-expect-error -- the task was called here, and its promise is not a task
  executor.submit(stage.getStatus("u"));
  // @ts-expect-error -- not even a function
  executor.submit("getStatus", "u");
  // @ts-expect-error -- run takes the same
  executor.run(stage.add, 1).catch(() => undefined);
  // @ts-expect-error -- with does not change what the task takes
  executor.with({ priority: 1 }).submit(stage.add, 1, "2");
  // @ts-expect-error -- the interface is as strict as the classes
  any.submit(stage.add, 1, "2");
  // @ts-expect-error -- processes take no closure either
  processes.submit((a: number) => a, 1);
}
