/** Where something was called from, kept cheaply until somebody asks. */

/** How many frames of the caller are kept. */
const FRAMES = 8;

/** A captured place; its text is made only when asked for. */
export interface CallSite {
  readonly stack?: string;
}

/** Captures the stack above the function that calls this. Costs about a microsecond. */
export function captureCallSite(): CallSite {
  const site: CallSite = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES + 1;
  Error.captureStackTrace(site, captureCallSite);
  Error.stackTraceLimit = limit;
  return site;
}

/** The frames of a captured place, a line each: the caller of the function that captured it, and above. */
export function framesOf(site: CallSite): string {
  // The first line is a header, the second is the function that captured.
  return (site.stack ?? "").split("\n").slice(2).join("\n");
}
