/**
 * Where the errors of done-callbacks go. A callback runs inside `setResult` or `cancel` of somebody who knows nothing
 * of it: its error must neither reach them nor be lost.
 */
import { textOf } from "../platform/text.js";
import type { Future } from "./future.js";

/** Told of each done-callback that threw, or whose promise rejected. */
export type CallbackErrorReporter = (error: unknown, future: Future<unknown>) => void;

/** One message with the stack to stderr, as CPython logs `exception calling callback for <Future …>`. */
function printCallbackError(error: unknown, future: Future<unknown>): void {
  const what = "multilane: exception calling a done-callback of %s:";
  try {
    console.error(what, future.toString(), error);
  } catch {
    // Looking at it throws, too.
    console.error(what, future.toString(), textOf(error));
  }
}

let reporter: CallbackErrorReporter = printCallbackError;

/**
 * Says who is told when a done-callback fails, in this thread; `undefined` restores the default, which prints the
 * error with its stack to stderr.
 *
 * @returns the reporter that was in place
 */
export function setCallbackErrorReporter(next: CallbackErrorReporter | undefined): CallbackErrorReporter {
  const previous = reporter;
  reporter = next ?? printCallbackError;
  return previous;
}

/** Reports a failed callback. Does not throw: where the reporter itself does, both errors are printed. */
export function reportCallbackError(error: unknown, future: Future<unknown>): void {
  try {
    reporter(error, future);
  } catch (reporterError) {
    printCallbackError(error, future);
    console.error("multilane: and the reporter of done-callback errors threw:", textOf(reporterError));
  }
}
