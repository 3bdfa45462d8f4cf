/**
 * What runs in the relay: it starts processes, holds their channels, and passes bytes on without looking into them. So
 * a thread that is blocked still gets the results of its processes, and learns when one of them dies.
 */
import { advance, FINISHED, ring } from "../memory/thread-slots.js";
import { ownSlot } from "../memory/own-slot.js";
import { lifelineOf, startProcess } from "../platform/processes.js";
import type { ChildProcess } from "../platform/processes.js";
import { parentPort } from "../platform/workers.js";
import type { FromRelay, Gone, Order, ToRelay } from "./relay-messages.js";

const entry = new URL("./process-entry.js", import.meta.url);

/** One process, between its channel and its owner's port. */
class Relayed {
  readonly #order: Order;
  readonly #child: ChildProcess;
  readonly #lifeline: ReturnType<typeof lifelineOf>;
  #exit: Gone | undefined;
  #connected = true;
  #over = false;

  /** @throws what keeps the process from being started */
  constructor(order: Order) {
    this.#order = order;
    this.#child = startProcess(entry, order);
    this.#lifeline = lifelineOf(this.#child);
    const { pid } = this.#child;
    if (pid !== undefined) this.#tell({ kind: "started", pid });
    this.#child.on("message", (message) => this.#passOn(message));
    this.#child.on("exit", (exitCode, signal) => {
      this.#exit = {
        kind: "gone",
        failure: undefined,
        exitCode: exitCode ?? undefined,
        signal: signal ?? undefined,
      };
      this.#endIfOver();
    });
    // What it had sent comes before this; its exit may be seen sooner.
    this.#child.on("disconnect", () => {
      this.#connected = false;
      this.#endIfOver();
    });
    this.#child.on("error", (failure) => {
      // One that runs has an exit to come.
      if (pid === undefined) this.#end({ kind: "gone", failure, exitCode: undefined, signal: undefined });
    });
    order.port.on("message", (message: ToRelay) => this.#obey(message));
  }

  #passOn(message: unknown): void {
    // What the program's own code sends to its parent has nobody to listen to it.
    if (!(message instanceof Uint8Array)) return;
    // It is a window on what was read, which holds other messages, too.
    const bytes = new Uint8Array(message);
    this.#order.port.postMessage(bytes, [bytes.buffer]);
    ring(this.#order.owner);
  }

  #obey(message: ToRelay): void {
    if (typeof message === "string") this.#child.kill(message);
    else if ("frame" in message) this.#lifeline?.write(message.frame);
    // What cannot be sent any more was sent to a process that is gone: that is told by itself.
    else if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #endIfOver(): void {
    if (this.#exit !== undefined && !this.#connected) this.#end(this.#exit);
  }

  #end(gone: Gone): void {
    if (this.#over) return;
    this.#over = true;
    this.#tell(gone);
    this.#lifeline?.destroy();
    this.#order.port.close();
  }

  #tell(message: FromRelay): void {
    this.#order.port.postMessage(message);
    ring(this.#order.owner);
  }
}

// It is nobody's thread: `enumerate()` does not list it.
advance(ownSlot(), FINISHED);

parentPort?.on("message", (order: Order) => {
  try {
    void new Relayed(order);
  } catch (failure) {
    const gone: Gone = { kind: "gone", failure, exitCode: undefined, signal: undefined };
    order.port.postMessage(gone);
    ring(order.owner);
    order.port.close();
  }
});
