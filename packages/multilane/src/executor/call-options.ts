import { checkTimeout } from "../platform/clock.js";
import { headlineOf } from "../platform/text.js";
import type { Transferable } from "../platform/workers.js";
import type { CallOptions } from "./executor.js";

/** {@link CallOptions} of one call, checked. */
export interface CallTerms {
  readonly signal: AbortSignal | undefined;
  readonly priority: number;
  /** Milliseconds that it may run; `Infinity`: for ever. */
  readonly timeout: number;
  /** Milliseconds that it may go on after an abort; `Infinity`: for ever. */
  readonly cancelGrace: number;
  readonly transfer: readonly Transferable[] | undefined;
}

/**
 * Checks what concerns each call, and fills in the defaults.
 *
 * @throws TypeError, RangeError
 */
export function callTerms(options: CallOptions): CallTerms {
  const { signal, timeout, cancelGrace, priority = 0, transfer } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new TypeError(`signal must be an AbortSignal, not ${headlineOf(signal)}`);
  if (typeof priority !== "number") throw new TypeError(`priority must be a number, not ${typeof priority}`);
  if (Number.isNaN(priority)) throw new RangeError("priority must be a number, not NaN");
  if (transfer !== undefined && !Array.isArray(transfer))
    throw new TypeError(`transfer must be an array of what is to be moved, not ${headlineOf(transfer)}`);
  return {
    signal,
    priority,
    timeout: checkTimeout(timeout),
    cancelGrace: checkTimeout(cancelGrace, "cancelGrace"),
    transfer: transfer === undefined || transfer.length === 0 ? undefined : [...transfer],
  };
}
