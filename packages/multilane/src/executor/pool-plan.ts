import type { BrokenExecutorError } from "../errors.js";
import type { Medium } from "../memory/codec/codec.js";
import type { Initializer } from "../thread/birth.js";
import type { PoolLimits } from "./pool-options.js";
import type { StartWorker } from "./pool-worker.js";

/** How a pool makes its workers. */
export interface PoolPlan {
  readonly limits: PoolLimits;
  readonly namePrefix: string;
  readonly initializer: Initializer | undefined;
  readonly startWorker: StartWorker;
  /** What arguments travel by. */
  readonly medium: Medium;
  /** What its workers are, for messages. */
  readonly kind: "thread" | "process";
  /** What it raises when it can run nothing any more. */
  readonly BrokenError: new (message: string, options?: ErrorOptions) => BrokenExecutorError;
}
