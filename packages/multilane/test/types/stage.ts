/**
 * What compiles and what does not: `tsc -b` is the test, and nothing in this folder is ever run. Here: what the others
 * submit, and where.
 */
import { task, taskModule } from "multilane";
import type { AsyncPoolExecutor, Executor, Lock, ProcessPoolExecutor, ThreadPoolExecutor } from "multilane";

export declare const executor: ThreadPoolExecutor;
export declare const processes: ProcessPoolExecutor;
export declare const loop: AsyncPoolExecutor;
export declare const any: Executor;
export declare const lock: Lock;
export declare const signal: AbortSignal;

export interface Status {
  readonly url: string;
  readonly status: number;
}

export const getStatus = task(import.meta, async (url: string): Promise<Status> => ({
  url,
  status: await Promise.resolve(200),
}));
export const add = task(import.meta, (a: number, b: number) => a + b);
export const shout = task(import.meta, (text: string) => text.toUpperCase(), { name: "shout" });
export const repeat = task(import.meta, (times: number, text?: string) => (text ?? "").repeat(times));
export const tag = task(import.meta, (name: string, ...counts: number[]) => [name, counts.length] as const);
export const find = task(import.meta, (id: number): string | undefined => (id > 0 ? "found" : undefined));
export const log = task(import.meta, (text: string): void => console.log(text));
export const later = task(import.meta, async (text: string): Promise<void> =>
  log(await Promise.resolve(text)),
);
export const nothing = task(import.meta, () => undefined);
export const spin = task(import.meta, (): never => {
  for (;;);
});
export const sum = task(import.meta, (numbers: readonly number[]) => numbers.length);
export const guarded = task(import.meta, (given: Lock, count: number) => (given.locked() ? count : 0));
export const same = task(import.meta, <T>(value: T): T => value);

export const plain = taskModule<typeof import("../tasks/plain.js")>(new URL("plain.js", import.meta.url));
