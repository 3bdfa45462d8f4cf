/** What goes wrong in a worker: the same functions for every library, each of one argument. */

class OwnError extends Error {
  readonly foo: string;
  constructor(message: string, foo: string) {
    super(message);
    this.name = "OwnError";
    this.foo = foo;
  }
}

const never = async (): Promise<never> => await new Promise<never>(() => undefined);

let marks = 0;

/** Good ones: what a pool that is whole can do. */
export const add = ({ a, b }: { a: number; b: number }): number => a + b;
export const echo = (value: unknown): unknown => value;
export const block = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};
export const mark = (): number => ++marks;
export const countMarks = (): number => marks;
export const returnPromise = (): Promise<number> => Promise.resolve(1);

export const throwTypeError = (): void => {
  throw Object.assign(new TypeError("bad", { cause: new Error("because") }), { code: "E_BAD" });
};
export const throwOwnError = (): void => {
  throw new OwnError("mine", "bar");
};
export const throwNull = (): void => {
  throw null;
};
export const throwCircular = (): void => {
  const error = Object.assign(new Error("round"), { big: 1n });
  throw Object.assign(error, { self: error });
};
export const returnFunction = (): (() => number) => () => 1;
export const crashInTimer = async (): Promise<never> => {
  setTimeout(() => {
    throw new RangeError("crashed in a timer");
  }, 5);
  return await never();
};
export const rejectUnhandled = async (): Promise<never> => {
  void Promise.reject(new RangeError("nobody looked"));
  return await never();
};
export const exitProcess = (code: number): void => process.exit(code);
export const spin = (): never => {
  for (;;);
};
export { fillArrays, fillBuffers, fillMaps, fillOneMap, fillStrings } from "./memory.js";
