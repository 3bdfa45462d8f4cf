/**
 * What runs in the relay: it starts processes, holds their channels, and passes messages on without looking into them.
 * So a thread that is blocked still gets the results of its processes, and learns when one of them dies.
 *
 * Any code in a process can spoil its channel. That must not reach the other processes: here everything that concerns
 * one of them is caught, and told to its owner.
 */
import { advance, FINISHED, ring } from "../memory/thread-slots.js";
import { ownSlot } from "../memory/own-slot.js";
import { startTimer } from "../platform/clock.js";
import { CHANNEL, LIFELINE } from "../platform/pipes.js";
import type { Pipe } from "../platform/pipes.js";
import { pipeTo, startProcess } from "../platform/processes.js";
import type { ChildProcess } from "../platform/processes.js";
import { parentPort } from "../platform/workers.js";
import { Frames, headOf } from "./frames.js";
import type { FromRelay, Gone, Order, ToRelay } from "./relay-messages.js";

const entry = new URL("./process-entry.js", import.meta.url);

/** Milliseconds without news that a process which has closed its channel may live on, and a channel whose process is gone. */
const GRACE = 1000;

const notStarted = (failure: unknown): Gone => ({
  kind: "gone",
  failure,
  exitCode: undefined,
  signal: undefined,
});

/** One process, between its channel and its owner's port. */
class Relayed {
  readonly #order: Order;
  readonly #child: ChildProcess;
  readonly #frames = new Frames((message) => this.#passOn(message));
  readonly #channel: Pipe | undefined;
  readonly #lifeline: Pipe | undefined;
  #exit: Gone | undefined;
  #connected = true;
  #faulty = false;
  #over = false;
  /** Counts what happens. */
  #news = 0;

  /** @throws what keeps the process from being started */
  constructor(order: Order) {
    this.#order = order;
    this.#child = startProcess(entry, order);
    const { pid } = this.#child;
    this.#child.on("error", (failure) => {
      // One that runs has an exit to come.
      if (pid === undefined) this.#end(notStarted(failure));
    });
    this.#child.on("exit", (exitCode, signal) => {
      this.#exit = {
        kind: "gone",
        failure: undefined,
        exitCode: exitCode ?? undefined,
        signal: signal ?? undefined,
      };
      this.#endIfOver();
    });
    if (pid !== undefined) this.#tell({ kind: "started", pid });
    this.#channel = pipeTo(this.#child, CHANNEL, {
      take: (piece) => this.#read(piece),
      // What it had sent comes before this; its exit may be seen sooner.
      closed: () => {
        this.#connected = false;
        this.#endIfOver();
      },
    });
    this.#lifeline = pipeTo(this.#child, LIFELINE, { take: () => undefined, closed: () => undefined });
    order.port.on("message", (message: ToRelay) => this.#obey(message));
  }

  #read(piece: Uint8Array): void {
    this.#news++;
    if (this.#faulty) return;
    try {
      this.#frames.add(piece);
    } catch (error) {
      this.#fault("sent what cannot be read", error);
    }
  }

  #passOn(message: Uint8Array<ArrayBuffer>): void {
    this.#order.port.postMessage(message, [message.buffer]);
    ring(this.#order.owner);
  }

  #obey(message: ToRelay): void {
    if (typeof message === "string") this.#child.kill(message);
    else if ("frame" in message) this.#lifeline?.write([message.frame]);
    // What cannot be sent any more was sent to a process that is gone: that is told by itself.
    else if (this.#connected) this.#channel?.write([headOf(message.length), message]);
  }

  /** The channel is of no use any more, and so is the process. */
  #fault(what: string, error: unknown): void {
    if (this.#faulty) return;
    this.#faulty = true;
    this.#tell({ kind: "fault", what, error });
    this.#child.kill("SIGKILL");
  }

  #endIfOver(): void {
    if (this.#exit === undefined || this.#connected) this.#insist(this.#news);
    else this.#end(this.#exit);
  }

  /** The process and its channel end together. If one of them does not follow the other, it is made to. */
  #insist(news: number): void {
    startTimer(GRACE, () => {
      if (this.#over) return;
      if (this.#news !== news) this.#insist(this.#news);
      // Somebody whom the process started holds the other end.
      else if (this.#exit !== undefined) this.#end(this.#exit);
      else this.#fault("closed its channel", undefined);
    });
  }

  #end(gone: Gone): void {
    if (this.#over) return;
    this.#over = true;
    this.#tell(gone);
    this.#channel?.destroy();
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
    order.port.postMessage(notStarted(failure));
    ring(order.owner);
    order.port.close();
  }
});
