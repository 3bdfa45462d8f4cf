import type { Kill } from "../process/relay-messages.js";
import type { Lane } from "./lanes.js";

/** Workers that are on their way out, and why some of them are. */
export class Departures {
  readonly #reasons = new WeakMap<Lane, { readonly reason: unknown }>();
  readonly #leaving = new Set<Promise<void>>();

  /** Lets a worker end that has nothing to do. */
  stop(lane: Lane): void {
    this.#watch(lane.stop());
  }

  /** Ends a worker wherever it stands, a process by this signal. */
  terminate(lane: Lane, signal?: Kill): void {
    this.#watch(lane.terminate(signal));
  }

  /** Ends a worker wherever it stands; what runs in it fails for that reason, at once if it may. */
  terminateFor(lane: Lane, reason: unknown): void {
    this.#reasons.set(lane, { reason });
    this.terminate(lane);
    lane.drain();
  }

  /** Why it was terminated, if that was for a reason: anything may be one. */
  reasonOf(lane: Lane): { readonly reason: unknown } | undefined {
    return this.#reasons.get(lane);
  }

  /** Resolves when those are gone that were sent away so far. */
  async over(): Promise<void> {
    await Promise.all(this.#leaving);
  }

  #watch(gone: Promise<void>): void {
    const over = gone.finally(() => this.#leaving.delete(over));
    this.#leaving.add(over);
  }
}
