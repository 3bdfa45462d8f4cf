import { WorkerDiedError } from "../errors.js";
import { headlineOf } from "../platform/text.js";
import type { Death } from "../thread/death.js";
import type { Lane } from "./lanes.js";
import type { PoolCall } from "./pool-call.js";

/** What a worker's death is to a call that it had, or to the pool. */
export function deathOf(lane: Lane, death: Death, call?: PoolCall): WorkerDiedError {
  const { reason, exitCode, signal, error } = death;
  const usual = {
    exit: `exited with code ${exitCode}`,
    crash: `was ended by an uncaught error (${headlineOf(error)})`,
    oom: "ran out of memory",
    terminated: "was terminated",
    load: "could not load its module",
  }[reason];
  const when =
    call !== undefined ? `while it ran ${call.name}` : lane.ready ? "while it was idle" : "before it was up";
  const known = { reason, exitCode, signal, task: call?.name, attempt: call?.attempt };
  const options = error === undefined ? undefined : { cause: error };
  return new WorkerDiedError(`${lane.name} ${death.how ?? usual} ${when}`, known, options);
}
