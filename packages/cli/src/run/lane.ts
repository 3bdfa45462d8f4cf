/** What one thread knows while it works on URLs: its own signals, the time limits, and the stop sign of the run. */
import { classify, stopped } from "../http/classify.js";
import { FailureError } from "../http/failure.js";
import type { Failure } from "../http/failure.js";
import { formatDuration } from "../options/duration.js";
import { whenStopped } from "./board.js";
import type { StopReason } from "./board.js";

/** Jobs running in this thread; each can be ended by its own time limit, and all by the stop sign. */
export class Lane {
  readonly #active = new Set<AbortController>();
  #stopped: StopReason | undefined;

  /** Why no job may begin any more; `undefined` while one may. */
  get refusal(): Failure | undefined {
    return this.#stopped === undefined ? undefined : stopped(this.#stopped, "waiting");
  }

  constructor(board: SharedArrayBuffer) {
    void whenStopped(board).then((reason) => {
      this.#stopped = reason;
      for (const controller of this.#active) controller.abort(stopError(reason));
    });
  }

  /**
   * Runs one job under a signal that is aborted with a `FailureError` as reason: by the stop sign, or after `timeout`
   * milliseconds. The controller is the job's own, to end itself for other reasons.
   */
  async run<T>(timeout: number | undefined, job: (controller: AbortController) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const timer =
      timeout === undefined ? undefined : setTimeout(() => controller.abort(timeoutError(timeout)), timeout);
    this.#active.add(controller);
    try {
      return await job(controller);
    } finally {
      clearTimeout(timer);
      this.#active.delete(controller);
    }
  }
}

function stopError(reason: StopReason): FailureError {
  const failure = stopped(reason, "running");
  return new FailureError(failure.class, failure.message);
}

function timeoutError(timeout: number): FailureError {
  return new FailureError("timeout", `no answer within ${formatDuration(timeout)}`);
}

/** Why a job failed: the reason of its signal if that was aborted, whatever error that led to. */
export function failureOf(error: unknown, signal: AbortSignal): Failure {
  return classify(signal.aborted ? signal.reason : error);
}
