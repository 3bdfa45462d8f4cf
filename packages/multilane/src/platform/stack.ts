/** Where something was called from, kept cheaply until somebody asks. */

/** How many frames of the caller are kept: each costs some 200 ns. */
const FRAMES = 4;

/** A captured place; its text is made only when asked for. */
export interface CallSite {
  readonly stack?: string;
}

/** Captures the stack above the function that calls this. Costs 1–2 µs. */
export function captureCallSite(): CallSite {
  const limit = Error.stackTraceLimit;
  // It cannot be set under --frozen-intrinsics: then there are as many as there are.
  Reflect.set(Error, "stackTraceLimit", FRAMES + 2);
  // An Error costs half of what `Error.captureStackTrace` does on an object.
  const site = new Error();
  Reflect.set(Error, "stackTraceLimit", limit);
  return site;
}

/** Adds a captured place to the stack of an error that came from elsewhere: under its own frames, with a headline. */
export function addCallSite(error: Error, headline: string, site: CallSite): void {
  // A header, this module, and the function that captured.
  // (The program's own Error.prepareStackTrace may have made something else of it.)
  const frames = typeof site.stack === "string" ? site.stack.split("\n").slice(3) : [];
  if (frames.length === 0 || !Object.isExtensible(error)) return;
  const value = [error.stack ?? String(error), `    --- ${headline} ---`, ...frames].join("\n");
  Object.defineProperty(error, "stack", { value, configurable: true, writable: true, enumerable: false });
}
