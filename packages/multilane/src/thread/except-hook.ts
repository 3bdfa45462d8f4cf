import { WorkerDiedError } from "../errors.js";
import { writeDiagnostic } from "../platform/process.js";
import { textOf } from "../platform/text.js";
import type { Thread } from "./thread.js";

/** Told of the error of a thread that died while nobody was waiting in `join`. */
export type ThreadExceptHook = (error: unknown, thread: Pick<Thread, "name" | "ident" | "daemon">) => void;

const toStderr: ThreadExceptHook = (error, thread) => {
  if (error instanceof WorkerDiedError && error.reason === "exit") return;
  writeDiagnostic(`Exception in thread ${thread.name || thread.ident}:\n${textOf(error)}\n`);
};

let hook = toStderr;

/**
 * Sets who is told when a thread that this one started dies of an error while nobody is waiting in `join`; `join`
 * throws the error later all the same. The default writes it to stderr, but is silent about a thread that ended
 * itself by `process.exit`. CPython: `threading.excepthook`, silent about `SystemExit`.
 *
 * @param next the new hook; `undefined` puts the default back. If it throws itself, both errors go to stderr
 * @returns the hook that was in force
 */
export function setThreadExceptHook(next: ThreadExceptHook | undefined): ThreadExceptHook {
  const before = hook;
  hook = next ?? toStderr;
  return before;
}

/** Tells the hook. */
export function reportThreadError(error: unknown, thread: Pick<Thread, "name" | "ident" | "daemon">): void {
  try {
    hook(error, thread);
  } catch (failure) {
    toStderr(error, thread);
    writeDiagnostic(`The hook given to setThreadExceptHook threw:\n${textOf(failure)}\n`);
  }
}
