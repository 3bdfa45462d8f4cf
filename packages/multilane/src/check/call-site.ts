/** Where in the code under check an operation stands. */
import type { Method } from "./run.js";

/** One place in the code. */
export interface CallSite {
  /** The function it is in, as stacks name it. */
  readonly function: string;
  /** A path or a URL. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** How many frames are looked at: the caller, and functions of the code itself that wrap operations. */
const FRAMES = 10;

/**
 * Who has called the method.
 *
 * @param through functions to look through to their callers, tested on `function (file:line:column)`
 */
export function callSite(method: Method, through: RegExp | undefined): CallSite | undefined {
  const at: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  // It cannot be set under --frozen-intrinsics: then there are as many as there are.
  Reflect.set(Error, "stackTraceLimit", FRAMES);
  Error.captureStackTrace(at, method);
  Reflect.set(Error, "stackTraceLimit", limit);
  const frames = (at.stack ?? "").split("\n").slice(1);
  for (const frame of frames) {
    const text = frame.replace(/^\s*at (?:async |new |Object\.)*/, "").replace(/ \[as [^\]]*\]/, "");
    if (through?.test(text) === true) continue;
    const parts = /^(?:(.*) \()?(.*):(\d+):(\d+)\)?$/.exec(text);
    if (parts === null) return undefined;
    const [, name = "(anonymous)", file = "", line, column] = parts;
    return { function: name, file, line: Number(line), column: Number(column) };
  }
  return undefined;
}
