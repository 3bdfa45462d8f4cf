/** How a process ended, as honestly as it can be known. */
import { headlineOf } from "../platform/text.js";
import type { Death } from "../thread/death.js";
import type { Fault, Gone } from "./relay-messages.js";

/** What its owner has seen of a process by the time it is gone. */
export interface ProcessEvidence extends Gone {
  readonly pid: number;
  /** Whether it had a chance to run any code of the program's. */
  readonly began: boolean;
  /** Its owner ended it. */
  readonly ordered: boolean;
  /** It spoilt its channel, and was killed for that. */
  readonly fault: Omit<Fault, "kind"> | undefined;
  /** Its last words: the error that nothing in it caught, as itself; or that the program calls `process.abort`. */
  readonly lastWords: { readonly error: unknown } | "abort" | undefined;
}

/** The exit code of a process that an uncaught error ends. */
const UNCAUGHT = 1;

/** The exit code of Node when it does not know an option. */
const BAD_OPTION = 9;

/** What a shell, and Windows, make of SIGABRT: the end that V8 chooses when there is no memory left. */
const ABORTED = 134;

/** The system ends a process by these for a fault in it; by others only because somebody asks. */
const FAULTS: readonly string[] = ["SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGSYS", "SIGTRAP"];

/** Puts together what is known. */
export function classifyProcessDeath(evidence: ProcessEvidence): Death {
  const { pid, began, ordered, failure, exitCode, signal, fault, lastWords } = evidence;
  const ended = { exitCode, signal, error: undefined };
  if (failure !== undefined)
    return {
      ...ended,
      reason: "crash",
      error: failure,
      how:
        pid === 0
          ? `could not be started (${headlineOf(failure)})`
          : `(process ${pid}) was lost with the thread that relays its messages (${headlineOf(failure)})`,
    };
  const who = `(process ${pid})`;
  if (fault !== undefined)
    return { ...ended, reason: "crash", error: fault.error, how: `${who} ${fault.what} and was killed` };
  const by = signal === undefined ? `exit code ${exitCode}` : signal;
  if (ordered) return { ...ended, reason: "terminated", ordered, how: `${who} was terminated (${by})` };
  if (signal === "SIGABRT" || exitCode === ABORTED) {
    if (lastWords === "abort") return { ...ended, reason: "crash", how: `${who} called process.abort()` };
    return { ...ended, reason: "oom", how: `${who} ran out of memory (${by})` };
  }
  if (signal !== undefined) {
    const reason = FAULTS.includes(signal) ? "crash" : "terminated";
    return { ...ended, reason, how: `${who} was killed by ${signal}` };
  }
  if (typeof lastWords === "object" && exitCode === UNCAUGHT) {
    const { error } = lastWords;
    const how = `${who} was ended by an uncaught error (${headlineOf(error)})`;
    return { ...ended, reason: "crash", error, how };
  }
  const hint =
    exitCode === BAD_OPTION && !began
      ? ", as Node does for an option that it does not know (execArgv, NODE_OPTIONS),"
      : "";
  return { ...ended, reason: "exit", how: `${who} exited with code ${exitCode}${hint}` };
}
