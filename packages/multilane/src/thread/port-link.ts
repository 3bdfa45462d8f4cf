/** The owner's end of a thread's channel: a `MessagePort`. */
import { receive } from "../platform/workers.js";
import type { MessagePort, Transferable } from "../platform/workers.js";
import type { TaskIdentity } from "../task/identity.js";
import type { CallLink, LinkEvents } from "../transport/call-link.js";
import * as wire from "../transport/messages.js";
import type { CallMessage, ToOwner, ToWorker } from "../transport/messages.js";

/** See above. */
export class PortLink implements CallLink<TaskIdentity> {
  readonly #port: MessagePort;
  readonly #events: LinkEvents;
  /** What the event loop has brought and nobody has taken. */
  #brought: ToOwner | undefined;
  #outgoing: CallMessage[] = [];
  /** What is moved with which of them. */
  #moved: Map<CallMessage, readonly Transferable[]> | undefined;

  constructor(port: MessagePort, events: LinkEvents) {
    this.#port = port;
    this.#events = events;
    port.on("message", (message: ToOwner) => {
      this.#brought = message;
      events.arrived();
    });
    // Whoever waits for an answer holds the thread; an idle worker must not.
    port.unref();
  }

  send(call: CallMessage, moved: readonly Transferable[] | undefined): void {
    if (moved !== undefined) (this.#moved ??= new Map()).set(call, moved);
    this.#outgoing.push(call);
  }

  flush(): void {
    if (this.#outgoing.length === 0) return;
    const calls = this.#outgoing;
    const moved = this.#moved;
    this.#outgoing = [];
    this.#moved = undefined;
    try {
      this.#sendAll(calls, moved === undefined ? undefined : [...moved.values()].flat());
    } catch {
      // One of them cannot be cloned. Alone, each answers for itself.
      for (const call of calls) this.#sendAlone(call, moved?.get(call));
    }
  }

  post(message: ToWorker<TaskIdentity>): void {
    this.#port.postMessage(message);
  }

  receive(): ToOwner | undefined {
    const brought = this.#brought;
    if (brought !== undefined) {
      this.#brought = undefined;
      return brought;
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only our worker writes to this port
    return receive(this.#port)?.message as ToOwner | undefined;
  }

  close(): void {
    this.#port.close();
  }

  #sendAll(calls: readonly CallMessage[], moved: readonly Transferable[] | undefined): void {
    this.#port.postMessage([wire.CALLS, calls] satisfies ToWorker<TaskIdentity>, moved);
  }

  #sendAlone(call: CallMessage, moved: readonly Transferable[] | undefined): void {
    try {
      this.#sendAll([call], moved);
    } catch (error) {
      this.#events.refused(call[0], error);
    }
  }
}
