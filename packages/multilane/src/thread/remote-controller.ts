import { markRemote } from "../platform/wait-options.js";

/**
 * The controller of a signal that another thread aborts. `aborted` and `throwIfAborted` look, so that a loop that never
 * yields sees an abort, too; listeners and `fetch` learn of it by its message, when the event loop turns.
 *
 * @param look takes in the message of an abort, if a shared word says that there is one
 */
export function remoteController(look: () => void): AbortController {
  const controller = new AbortController();
  const { signal } = controller;
  let seen = false;
  signal.addEventListener("abort", () => (seen = true), { once: true });
  const aborted = (): boolean => {
    if (!seen) look();
    return seen;
  };
  const throwIfAborted = (): void => {
    if (aborted()) throw signal.reason;
  };
  markRemote(signal);
  Object.defineProperties(signal, { aborted: { get: aborted }, throwIfAborted: { value: throwIfAborted } });
  return controller;
}
