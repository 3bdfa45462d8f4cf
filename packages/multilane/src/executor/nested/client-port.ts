import { ring } from "../../memory/thread-slots.js";
import { MessageChannel, receive } from "../../platform/workers.js";
import type { MessagePort, Transferable } from "../../platform/workers.js";
import type { TaskIdentity } from "../../task/identity.js";
import type { ToClient, ToPool } from "../../transport/pool-messages.js";

/** A thread's end of the connection to a pool of another thread. */
export class ClientPort {
  /** The other end, to be sent there. */
  readonly far: MessagePort;
  readonly #port: MessagePort;
  readonly #owner: number;
  readonly #take: (message: ToClient) => void;
  /** Node crashes if it is asked for a message of a port while that tells that it is closed. */
  #closed = false;

  /**
   * @param owner the slot of the thread that has the pool
   * @param take called with each message
   * @param lost called when nothing will come any more
   */
  constructor(owner: number, take: (message: ToClient) => void, lost: () => void) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.far = port2;
    this.#owner = owner;
    this.#take = take;
    port1.on("message", (message: ToClient) => {
      take(message);
      this.drain();
    });
    port1.on("close", () => {
      this.#closed = true;
      lost();
    });
    // Whoever waits for an answer holds the thread.
    port1.unref();
  }

  /** @throws if the message cannot be cloned; nothing was sent then */
  post(message: ToPool<TaskIdentity>, moved: readonly Transferable[] = []): void {
    this.#port.postMessage(message, moved);
    // After the message, so that an owner that is blocked finds it when it wakes.
    ring(this.#owner);
  }

  /** Takes in what has arrived, without the event loop. */
  drain(): void {
    if (this.#closed) return;
    for (let next = receive(this.#port); next !== undefined; next = receive(this.#port)) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only a Connection writes to this port
      this.#take(next.message as ToClient);
    }
  }
}
