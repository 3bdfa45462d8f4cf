import { ExecutorShutdownError } from "../errors.js";
import { isExiting } from "../platform/process.js";

/**
 * Refuses what is submitted in an `exit` listener: it could never run. CPython raises RuntimeError likewise.
 *
 * @throws ExecutorShutdownError
 */
export function refuseWhileExiting(): void {
  if (isExiting())
    throw new ExecutorShutdownError(
      "cannot schedule new futures while the program ends: nothing runs after its exit listeners",
    );
}
