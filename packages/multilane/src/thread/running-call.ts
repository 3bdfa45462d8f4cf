import type { CurrentTask } from "../task/current-task.js";
import type { CallTable, Ticket } from "../transport/call-table.js";
import { remoteController } from "./remote-controller.js";
import { currentThread } from "./thread-info.js";

/** Where a running call gets what it needs to know of its abort. */
export interface AbortSource {
  readonly table: CallTable;
  /** Takes in the messages that have arrived, the abort's reason among them. */
  readonly drain: () => void;
}

/**
 * A call while it runs: what `currentTask()` answers, and its abort signal, made when first asked for.
 *
 * The signal's `aborted` and `throwIfAborted` read the call's shared word, so that a loop that never yields sees
 * an abort, too; listeners and `fetch` learn of it by the message, when the event loop turns.
 */
export class RunningCall implements CurrentTask {
  readonly id: number;
  /** As the owner called it; once the module is loaded, as the module does. */
  name: string;
  readonly attempt: number;
  readonly ticket: Ticket;
  readonly #source: AbortSource;
  #controller: AbortController | undefined;

  constructor(what: Pick<CurrentTask, "id" | "name" | "attempt">, ticket: Ticket, source: AbortSource) {
    this.id = what.id;
    this.name = what.name;
    this.attempt = what.attempt;
    this.ticket = ticket;
    this.#source = source;
  }

  get threadName(): string {
    return currentThread().name;
  }

  /** Whether the owner wants it to stop. */
  get abortRequested(): boolean {
    return this.#source.table.abortRequested(this.ticket);
  }

  get signal(): AbortSignal {
    this.#controller ??= this.#watch();
    return this.#controller.signal;
  }

  /** The owner's reason has arrived. */
  abort(reason: unknown): void {
    this.#controller ??= this.#watch();
    this.#controller.abort(reason);
  }

  #watch(): AbortController {
    return remoteController(() => {
      if (this.abortRequested) this.#source.drain();
    });
  }
}
