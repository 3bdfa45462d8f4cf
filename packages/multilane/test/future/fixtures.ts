// Futures in each of CPython's states, and what the tests of this folder look at.
import { getEventListeners } from "node:events";
import { setImmediate as macrotask } from "node:timers/promises";
import { setCallbackErrorReporter } from "#src/future/callback-errors.js";
import { Future } from "#src/future/future.js";
import type { FutureSource } from "#src/future/source.js";

export class OSError extends Error {
  override readonly name = "OSError";
}

export const osError = new OSError("no such file");

export function pending<T = unknown>(): Future<T> {
  return new Future<T>();
}

export function running<T = unknown>(): Future<T> {
  const future = new Future<T>();
  future.setRunningOrNotifyCancel();
  return future;
}

export function cancelled<T = unknown>(): Future<T> {
  const future = new Future<T>();
  future.cancel();
  return future;
}

export function cancelledAndNotified<T = unknown>(): Future<T> {
  const future = cancelled<T>();
  future.setRunningOrNotifyCancel();
  return future;
}

export function failed<T = unknown>(): Future<T> {
  return failedWith<T>(osError);
}

export function failedWith<T = unknown>(error: unknown): Future<T> {
  const future = new Future<T>();
  future.setException(error);
  return future;
}

export function successful<T>(value: T): Future<T> {
  const future = new Future<T>();
  future.setResult(value);
  return future;
}

/** A source whose every answer a test decides, and that records what it was asked. */
export function scriptedSource(answers: Partial<FutureSource> = {}): FutureSource & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    cancel(future) {
      asked.push("cancel");
      return answers.cancel?.(future) ?? true;
    },
    running(future) {
      asked.push("running");
      return answers.running?.(future) ?? false;
    },
    block(future, deadline) {
      asked.push("block");
      answers.block?.(future, deadline);
    },
  };
}

/** What became an `unhandledRejection` while `act` ran and in the two turns of the event loop after it. */
export async function unhandledDuring(act: () => unknown): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const listener = (reason: unknown): void => {
    unhandled.push(reason);
  };
  const others = process.listeners("unhandledRejection"); // of node:test, which would fail the test
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", listener);
  try {
    await act();
    await macrotask();
    await macrotask();
  } finally {
    process.off("unhandledRejection", listener);
    for (const other of others) process.on("unhandledRejection", other);
  }
  return unhandled;
}

/** How many timers keep this process alive. */
export function activeTimers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
}

export function abortListeners(signal: AbortSignal): number {
  return getEventListeners(signal, "abort").length;
}

/** How many waiters or callbacks a future holds: looked up inside, since nothing else shows a leak. */
export function attached(future: Future<unknown>, kind: "_waiters" | "_callbacks"): number {
  const list: unknown = Reflect.get(future, kind);
  return Array.isArray(list) ? list.length : 0;
}

/** Collects what callbacks report instead of printing it. */
export function captureReports(act: () => void): unknown[] {
  const reported: unknown[] = [];
  const previous = setCallbackErrorReporter((error) => reported.push(error));
  try {
    act();
  } finally {
    setCallbackErrorReporter(previous);
  }
  return reported;
}
