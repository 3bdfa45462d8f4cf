/** Tasks for the conformance suite: they share no memory, and block no event loop, so that any executor can run them. */
import { currentTask, task } from "multilane";
import { arriveAt, passGateAsync } from "../support/file-gate-pass.js";

export const add = task(import.meta, (a: number, b: number) => a + b);
export const echo = task(import.meta, (value: unknown) => value);
export const pass = task(import.meta, async (gate: string, value: number = 0) => {
  await passGateAsync(gate);
  return value;
});
export const arrive = task(import.meta, (gate: string) => arriveAt(gate));
export const raise = task(import.meta, (message: string): void => {
  throw Object.assign(new TypeError(message, { cause: new RangeError("because") }), { code: "E_BAD" });
});
export const throwValue = task(import.meta, (value: unknown): void => {
  throw value;
});
/** Adds to what it was given, and gives it back. */
export const mark = task(import.meta, (list: number[]) => {
  list.push(-1);
  return list;
});
/** Says that it is there, waits until it is aborted, and says so at the other gate. */
export const untilAborted = task(import.meta, async (here: string, aborted: string) => {
  const { signal } = currentTask();
  const timer = setTimeout(() => undefined, 20_000);
  arriveAt(here);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  clearTimeout(timer);
  arriveAt(aborted);
});
export const whoAmI = task(import.meta, async () => {
  const before = currentTask();
  await new Promise((resolve) => setTimeout(resolve, 1));
  const { id, name, attempt, threadName } = currentTask();
  return { id, name, attempt, threadName, same: before.id === id };
});
/** More than one parameter, of which the second can be left out. */
export const parse = task(import.meta, (text: string, radix: number = 10) => Number.parseInt(text, radix));
