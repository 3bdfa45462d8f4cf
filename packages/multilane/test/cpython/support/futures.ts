/** Futures in every state, as those of CPython's `util.py`. */
import { Future } from "multilane";

/** The error of {@link failedFuture}. CPython: `OSError()`. */
export class OSError extends Error {
  override readonly name = "OSError";
}

/** Nobody has begun it. */
export function pendingFuture(): Future<unknown> {
  return new Future();
}

export function runningFuture(): Future<unknown> {
  const future = new Future();
  future.setRunningOrNotifyCancel();
  return future;
}

/** Cancelled, and no executor has come across it. */
export function cancelledFuture(): Future<unknown> {
  const future = new Future();
  future.cancel();
  return future;
}

export function cancelledAndNotifiedFuture(): Future<unknown> {
  const future = cancelledFuture();
  future.setRunningOrNotifyCancel();
  return future;
}

export function failedFuture(error: unknown = new OSError()): Future<unknown> {
  const future = new Future();
  future.setException(error);
  return future;
}

export function successfulFuture(result: unknown = 42): Future<unknown> {
  const future = new Future();
  future.setResult(result);
  return future;
}
