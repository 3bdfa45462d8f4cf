/** What the library needs of the process, or of the worker it runs in. */
import { writeSync } from "node:fs";
import { getHeapStatistics } from "node:v8";

/** Ends this thread (in the main thread: the program) at once; `exit` listeners run. */
export function exitThread(code: number): never {
  process.exit(code);
}

/** Calls back when this thread ends by itself, by `process.exit` or by an uncaught error; not when it is terminated. */
export function onThreadExit(callback: (code: number) => void): void {
  process.on("exit", callback);
}

let exiting = false;
// Ahead of the program's own listeners, in which it must be true already.
process.prependListener("exit", () => (exiting = true));

/** Whether this thread is ending: its `exit` listeners run, and no event will come any more. */
export function isExiting(): boolean {
  return exiting;
}

/** Calls back before an uncaught error ends this thread, without preventing that. */
export function onUncaughtError(callback: (error: unknown) => void): void {
  process.on("uncaughtExceptionMonitor", callback);
}

/** The number of hardware threads that this program may use. */
export { availableParallelism } from "node:os";

/** Writes text to stderr at once, whatever the event loop does; a diagnostic that cannot be written is given up. */
export function writeDiagnostic(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // EAGAIN or a closed stderr: there is nobody left to tell.
  }
}

/** A warning for the programmer, as Node's own: to stderr, unless `--no-warnings`; `process.on("warning")` sees it. */
export function emitWarning(message: string, code: string): void {
  process.emitWarning(message, { code });
}

/** Calls back when somebody asks the process what it is doing (SIGQUIT, Ctrl-\\), while the event loop of main is free. */
export function onQuitSignal(callback: () => void): void {
  process.on("SIGQUIT", callback);
}

/** Bytes that are used on this thread's heap, garbage included. */
export function usedHeap(): number {
  return getHeapStatistics().used_heap_size;
}
