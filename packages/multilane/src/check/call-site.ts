/** Where in the code under check an operation stands. */
import type { Method } from "./run.js";

/** One place in the code. */
export interface CallSite {
  /** The function it is in, as stacks name it; for a nameless one that was passed on, the function it stands in. */
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
  for (const [index, frame] of frames.entries()) {
    const text = textOf(frame);
    if (through?.test(text) === true) continue;
    const site = siteOf(text);
    if (site === undefined || site.function !== NAMELESS) return site;
    return { ...site, function: enclosing(site, frames.slice(index + 1)) };
  }
  return undefined;
}

const NAMELESS = "(anonymous)";

/** `function (file:line:column)`, or the latter alone. */
function textOf(frame: string): string {
  return frame.replace(/^\s*at (?:async |new |Object\.)*/, "").replace(/ \[as [^\]]*\]/, "");
}

function siteOf(text: string): CallSite | undefined {
  const parts = /^(?:(.*) \()?(.*):(\d+):(\d+)\)?$/.exec(text);
  if (parts === null) return undefined;
  const [, name = NAMELESS, file = "", line, column] = parts;
  return { function: name, file, line: Number(line), column: Number(column) };
}

/**
 * The function that a nameless one stands in: of its callers the one that is, in the same file, at the nearest place
 * before it. That is where it is written and passed on.
 */
function enclosing({ file, line, column }: CallSite, callers: readonly string[]): string {
  const isBefore = (at: CallSite, than: Pick<CallSite, "line" | "column">): boolean =>
    at.line < than.line || (at.line === than.line && at.column < than.column);
  let nearest: CallSite = { function: NAMELESS, file, line: 0, column: 0 };
  for (const caller of callers) {
    const at = siteOf(textOf(caller));
    if (at?.file !== file || at.function === NAMELESS || !isBefore(at, { line, column })) continue;
    if (isBefore(nearest, at)) nearest = at;
  }
  return nearest.function;
}
