import { soon } from "../platform/clock.js";

/** Who waits for room. */
export interface RoomWaiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Those who wait until an executor takes more calls: `Executor.ready`. First come, first served. */
export class RoomWaiters {
  readonly #room: () => number;
  readonly #waiting = new Set<RoomWaiter>();

  /** @param room how many more calls would be taken now */
  constructor(room: () => number) {
    this.#room = room;
  }

  /** Resolves when there is room, and nobody who came before waits for it. */
  async wait(): Promise<void> {
    if (this.#waiting.size === 0 && this.#room() >= 1) return;
    await new Promise<void>((resolve, reject) => this.#waiting.add({ resolve, reject }));
  }

  /** {@link wait}, for one who is told without this thread's event loop. */
  enter(waiter: RoomWaiter): void {
    if (this.#waiting.size === 0 && this.#room() >= 1) waiter.resolve();
    else this.#waiting.add(waiter);
  }

  /** There may be room: tells as many as there is room for. */
  tell(): void {
    if (this.#waiting.size === 0) return;
    let room = this.#room();
    for (const waiter of this.#waiting) {
      if (room-- < 1) break;
      this.#waiting.delete(waiter);
      waiter.resolve();
    }
    // Who was told may have thought better of it: then the room is for the next.
    if (this.#waiting.size > 0 && this.#room() >= 1) soon(() => this.tell());
  }

  /** There will be none any more. */
  fail(error: () => Error): void {
    for (const { reject } of this.#waiting) reject(error());
    this.#waiting.clear();
  }
}
