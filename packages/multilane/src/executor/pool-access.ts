import type { Medium } from "../memory/codec/codec.js";
import type { Kill } from "../process/relay-messages.js";
import type { ExecutorStatistics } from "./call-statistics.js";
import type { Room } from "./map-feed.js";
import type { CallOwner, PoolCall } from "./pool-call.js";
import type { PoolLimits } from "./pool-options.js";

/** What an executor needs of its pool: the pool itself, or, in another thread, what stands for it (`nested/`). */
export interface PoolAccess extends CallOwner {
  readonly limits: PoolLimits;
  /** What arguments travel by. */
  readonly medium: Medium;
  readonly statistics: ExecutorStatistics;
  /** Where `map` is to wait for room; `undefined` if there is always some. */
  readonly room: Room | undefined;
  /** @throws BrokenExecutorError, ExecutorShutdownError if nothing can be submitted any more */
  refuseIfOver(): void;
  /** @throws QueueFullError if no more calls may wait */
  refuseIfFull(): void;
  /** See `Executor.ready`. */
  ready(): Promise<void>;
  /** Takes a call. */
  submit(call: PoolCall): void;
  /** Stops a call wherever it is, and fails its future with the reason. */
  abort(call: PoolCall, reason: unknown): void;
  /**
   * Takes no more calls. Resolves when all are over and the workers are gone.
   *
   * @param wait whether anybody waits for that; without, it rejects only if it could not be said
   */
  close(cancelFutures: boolean, wait: boolean): Promise<void>;
  /** Takes no more calls, cancels those that have not begun, and ends the workers. Resolves when they are gone. */
  endWorkers(signal: Kill): Promise<void>;
}
