/** What the workers do in the tests of `concurrent.futures`. They are threads or processes: no shared memory here. */
import { currentThread, task } from "multilane";
import { arriveAt, passGate } from "../support/file-gate-pass.js";

export const pow = task(import.meta, (base: number, exponent: number) => base ** exponent);
export const mul = task(import.meta, (x: number, y: number) => x * y);
export const mulBy = task(import.meta, (x: number, { y }: { readonly y: number }) => x * y);
export const add = task(import.meta, (x: number, y: number) => x + y);
export const abs = task(import.meta, (x: number) => Math.abs(x));
export const str = task(import.meta, (value: number) => String(value));
export const capture = task(import.meta, (...args: unknown[]) => args);
export const divmod = task(import.meta, (x: number, y: number) => {
  if (y === 0) throw new RangeError("division by zero");
  return [Math.floor(x / y), x % y];
});
/** Takes its time without blocking. */
export const rest = task(import.meta, async (milliseconds: number) => {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
});
/** Blocks until the gate is open; one without a name is open. */
export const pass = task(import.meta, (gate: string) => {
  if (gate !== "") passGate(gate);
});
export const passAndRaise = task(import.meta, (gate: string): void => {
  passGate(gate);
  throw new Error("this is an exception");
});
export const arrive = task(import.meta, (gate: string) => arriveAt(gate));
export const raise = task(import.meta, (value: unknown): void => {
  throw value;
});
export const makeObject = task(import.meta, (n: number) => ({ n }));
export const workerName = task(import.meta, () => currentThread().name);
export const processId = task(import.meta, () => process.pid);

let status = "uninitialized";
export const init = task(import.meta, (to: string) => {
  status = to;
});
export const getInitStatus = task(import.meta, () => status);
export const initFail = task(import.meta, (): void => {
  throw new RangeError("error in initializer");
});
