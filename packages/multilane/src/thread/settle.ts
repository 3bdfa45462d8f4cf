import type { Future } from "../future/future.js";
import { addCallSite } from "../platform/stack.js";
import type { CallSite } from "../platform/stack.js";
import { reportThreadError } from "./except-hook.js";
import type { ThreadInfo } from "./thread-info.js";

/**
 * Keeps what a thread's target, or a timer's task, came to.
 *
 * @param threw whether `value` is what it threw
 * @param site where it was started
 * @param unheard whose error goes to the hook, since nobody waits for it; `undefined` if somebody does
 */
export function settleOutcome<Result>(
  outcome: Future<Result>,
  threw: boolean,
  value: unknown,
  site: CallSite,
  unheard: ThreadInfo | undefined,
): void {
  if (!threw) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the target's own result, as its type says
    outcome.setResult(value as Result);
    return;
  }
  if (value instanceof Error) addCallSite(value, "started at", site);
  outcome.setException(value);
  if (unheard !== undefined) reportThreadError(value, unheard);
}
