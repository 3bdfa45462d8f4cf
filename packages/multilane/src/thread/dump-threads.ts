/** What all threads are doing, for people. */
import { isMainThread } from "../platform/environment.js";
import { onQuitSignal, writeDiagnostic } from "../platform/process.js";
import { describeThreads } from "../sync/diagnosis/dump.js";
import { threadLot } from "../sync/thread-lot.js";

/**
 * Writes to stderr what every thread of the program runs, which locks it holds, and what it waits for and for how
 * long; also on SIGQUIT (Ctrl-\), once the program has started a thread and while the event loop of main is free.
 * What it shows of other threads was true a moment ago. CPython: `faulthandler.dump_traceback(all_threads=True)`; it
 * shows the waits instead of the stacks.
 *
 * @param options.quiet only returns the text
 * @returns the text
 */
export function dumpThreads({ quiet = false }: { readonly quiet?: boolean } = {}): string {
  const text = describeThreads(threadLot());
  if (!quiet) writeDiagnostic(text);
  return text;
}

let listening = false;

/** From now on the program dumps its threads on SIGQUIT. */
export function dumpOnQuit(): void {
  if (listening || !isMainThread) return;
  listening = true;
  onQuitSignal(() => dumpThreads());
}
