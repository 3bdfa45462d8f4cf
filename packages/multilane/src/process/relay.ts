/**
 * The relay, from the side of a thread that owns processes: a thread of its own, started with the first of them, that
 * holds their channels. Costs some tens of milliseconds of another core and about 9 MB, once for each thread that has
 * a `ProcessPoolExecutor`. It ends with its owner, and does not keep the program alive; nor do the processes, which end
 * when their channels close.
 */
import { writeDiagnostic } from "../platform/process.js";
import { textOf } from "../platform/text.js";
import { MessageChannel, startWorker } from "../platform/workers.js";
import type { MessagePort, Worker } from "../platform/workers.js";
import type { Gone, Order } from "./relay-messages.js";

let relay: Worker | undefined;
/** The relay's ends of the ports of processes that live: if it ever dies, their owners must hear of it. */
const orphans = new Set<(failure: unknown) => void>();

function theRelay(): Worker {
  if (relay !== undefined) return relay;
  const started = startWorker(new URL("./relay-entry.js", import.meta.url), {
    name: "multilane relay",
    birth: undefined,
    bare: true,
  });
  let failure: unknown = new Error("the relay ended");
  started.on("error", (error) => {
    failure = error;
    writeDiagnostic(`multilane: the relay of the process pools failed: ${textOf(error)}\n`);
  });
  started.on("exit", () => {
    relay = undefined;
    for (const tell of orphans) tell(failure);
  });
  relay = started;
  return started;
}

/**
 * Has a process started.
 *
 * @param abandoned called if the relay ends before the process is known to be gone
 * @returns the port that leads to it, and what to call when it is gone
 * @throws what keeps the relay from being started, or the order from being sent
 */
export function orderProcess(
  order: Omit<Order, "port">,
  abandoned: (gone: Gone) => void,
): { readonly port: MessagePort; readonly forget: () => void } {
  const { port1, port2 } = new MessageChannel();
  const tell = (failure: unknown): void =>
    abandoned({ kind: "gone", failure, exitCode: undefined, signal: undefined });
  try {
    const full: Order = { ...order, port: port2 };
    theRelay().postMessage(full, [port2]);
  } catch (error) {
    for (const port of [port1, port2]) port.close();
    throw error;
  }
  orphans.add(tell);
  return { port: port1, forget: () => orphans.delete(tell) };
}
