/** The event loop of one agent: the continuations and timers that it could run. */
import type { Happening } from "./operation.js";

interface Timer {
  readonly callback: () => void;
  /** When it fires, on the agent's clock. */
  readonly due: number;
}

/** What an agent does when it is in no call. */
export class EventLoop {
  readonly #continuations: ((() => void) | undefined)[] = [];
  readonly #timers: (Timer | undefined)[] = [];

  /** Forgets everything. */
  clear(): void {
    this.#continuations.length = 0;
    this.#timers.length = 0;
  }

  /** The timers that could fire. */
  get timers(): number[] {
    return [...this.#timers.keys()].filter((id) => this.#timers[id] !== undefined);
  }

  /** What the agent's clock shows at least when this runs. */
  due({ kind, id }: Happening): number {
    return kind === "timer" ? (this.#timers[id]?.due ?? 0) : 0;
  }

  /** Runs one. */
  run({ kind, id }: Happening): void {
    if (kind === "wake") {
      const continuation = this.#continuations[id];
      this.#continuations[id] = undefined;
      continuation?.();
    } else {
      const timer = this.#timers[id];
      this.#timers[id] = undefined;
      timer?.callback();
    }
  }

  /** See `Agent.later`. */
  later(callback: () => void, due: number): () => void {
    const id = this.#timers.push({ callback, due }) - 1;
    return () => (this.#timers[id] = undefined);
  }

  /** What stands for the promise of a `waitAsync`: what is passed to its `then` is a step of the schedule. */
  continuation(): PromiseLike<"ok"> {
    const id = this.#continuations.push(undefined) - 1;
    const then = (callback?: ((outcome: "ok") => unknown) | null): never => {
      this.#continuations[id] = () => void callback?.("ok");
      // Nothing can follow: the schedule knows no promises.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whoever chains on it fails, with a message of the engine
      return undefined as never;
    };
    // oxlint-disable-next-line unicorn/no-thenable -- see above
    return { then };
  }
}
