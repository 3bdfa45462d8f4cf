/**
 * The relay, from the side of a thread that owns processes: a thread of its own, started with the first of them, that
 * holds their channels. Costs some tens of milliseconds of another core and about 9 MB, once for each thread that has
 * a `ProcessPoolExecutor`. It ends with its owner, and does not keep the program alive; nor do the processes, which end
 * when their channels close.
 *
 * Nothing that a process does is to end it. If it ends all the same, its processes are lost, their owners are told, and
 * the next process gets another relay. The watcher tells of that while the owner is blocked.
 */
import { advance, DEAD, freeSlot, stateOf, takeSlot } from "../memory/thread-slots.js";
import type { ThreadSlot } from "../memory/thread-slots.js";
import { ownToken } from "../memory/own-slot.js";
import { writeDiagnostic } from "../platform/process.js";
import { textOf } from "../platform/text.js";
import { MessageChannel, startWorker } from "../platform/workers.js";
import type { MessagePort, Worker } from "../platform/workers.js";
import { reapThread } from "../sync/reap-thread.js";
import { lifelineFor } from "../thread/watcher.js";
import type { Gone, Order, RelayBirth } from "./relay-messages.js";

/** One relay, as long as it lives. */
class Relay {
  readonly #slot: ThreadSlot = takeSlot(ownToken());
  readonly #worker: Worker;
  /** Called with what ended it, for each process that is not known to be gone. */
  readonly #owners = new Set<(failure: unknown) => void>();
  #failure: unknown = new Error("the relay ended");

  constructor() {
    const lifeline = lifelineFor(this.#slot);
    const birth: RelayBirth = { slot: this.#slot.index, ident: this.#slot.ident, lifeline };
    try {
      this.#worker = startWorker(new URL("./relay-entry.js", import.meta.url), {
        name: "multilane relay",
        birth,
        transfer: [lifeline],
        bare: true,
      });
    } catch (error) {
      lifeline.close();
      freeSlot(this.#slot);
      throw error;
    }
    this.#worker.on("error", (error) => {
      this.#failure = error;
      writeDiagnostic(`multilane: the relay of the process pools failed: ${textOf(error)}\n`);
    });
    this.#worker.on("exit", () => {
      advance(this.#slot, DEAD);
      this.tellIfDead();
      reapThread(this.#slot);
      freeSlot(this.#slot);
    });
  }

  /** @throws what keeps the order from being sent */
  send(order: Order, owner: (failure: unknown) => void): void {
    this.#worker.postMessage(order, [order.port]);
    this.#owners.add(owner);
  }

  forget(owner: (failure: unknown) => void): void {
    this.#owners.delete(owner);
  }

  /** Tells the owners if it is dead, each once. */
  tellIfDead(): void {
    // Partner: advance in the watcher, which has seen it end, or above.
    if (stateOf(this.#slot) !== DEAD) return;
    // Whoever is told may have another process started at once.
    if (current === this) current = undefined;
    for (const owner of this.#owners) {
      this.#owners.delete(owner);
      owner(this.#failure);
    }
  }
}

let current: Relay | undefined;

/** What a process's handle holds of its relay. */
export interface RelayLink {
  /** Leads to the process. */
  readonly port: MessagePort;
  /** Calls back at once if the relay is dead: for an owner that is blocked, and has taken in what had arrived. */
  check(): void;
  /** The process is gone. */
  forget(): void;
}

/**
 * Has a process started.
 *
 * @param abandoned called if the relay ends before the process is known to be gone
 * @throws what keeps the relay from being started, or the order from being sent
 */
export function orderProcess(order: Omit<Order, "port">, abandoned: (gone: Gone) => void): RelayLink {
  const { port1, port2 } = new MessageChannel();
  const tell = (failure: unknown): void =>
    abandoned({ kind: "gone", failure, exitCode: undefined, signal: undefined });
  try {
    current?.tellIfDead();
    const relay = (current ??= new Relay());
    relay.send({ ...order, port: port2 }, tell);
    return { port: port1, check: () => relay.tellIfDead(), forget: () => relay.forget(tell) };
  } catch (error) {
    for (const port of [port1, port2]) port.close();
    throw error;
  }
}
