/** Where something was called from, kept cheaply until somebody asks. */

/** How many frames of the caller are kept. */
const FRAMES = 4;

/**
 * Captures in one run of code without an await that are made anew. To look at the stack costs 2 µs, a third of what a
 * short task costs; so many calls in one run are a loop, and the place of the last of these stands for the rest.
 */
const EXACT = 16;

/** A captured place; its text is made only when asked for. */
export interface CallSite {
  readonly stack?: string | undefined;
  /** Whether it is this very call's, and not that of an earlier turn of a loop. */
  readonly exact: boolean;
}

/** No place at all. */
export const NOWHERE: CallSite = { exact: true };

let captured = 0;
let latest: CallSite = NOWHERE;

class Site implements CallSite {
  readonly #at: Error;
  readonly exact: boolean;

  constructor(at: Error, exact: boolean) {
    this.#at = at;
    this.exact = exact;
  }

  get stack(): string | undefined {
    return this.#at.stack;
  }

  /** The same place, for the calls that follow in a loop. */
  get loop(): Site {
    return new Site(this.#at, false);
  }
}

/** Captures the stack above the function that calls this. */
export function captureCallSite(): CallSite {
  if (captured === 0)
    queueMicrotask(() => {
      captured = 0;
      latest = NOWHERE;
    });
  if (++captured > EXACT) return latest;
  const limit = Error.stackTraceLimit;
  // It cannot be set under --frozen-intrinsics: then there are as many as there are.
  Reflect.set(Error, "stackTraceLimit", FRAMES + 2);
  const site = new Site(new Error(), true);
  Reflect.set(Error, "stackTraceLimit", limit);
  if (captured === EXACT) latest = site.loop;
  return site;
}

/** Adds a captured place to the stack of an error that came from elsewhere: under its own frames, with a headline. */
export function addCallSite(error: Error, headline: string, site: CallSite): void {
  // A header, this module, and the function that captured.
  // (The program's own Error.prepareStackTrace may have made something else of it.)
  const frames = typeof site.stack === "string" ? site.stack.split("\n").slice(3) : [];
  if (frames.length === 0 || !Object.isExtensible(error)) return;
  const title = `    --- ${headline}${site.exact ? "" : " (a loop; this is an earlier turn of it)"} ---`;
  const value = [error.stack ?? String(error), title, ...frames].join("\n");
  Object.defineProperty(error, "stack", { value, configurable: true, writable: true, enumerable: false });
}
