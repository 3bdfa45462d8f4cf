import { parentPort } from "node:worker_threads";

/** A call and its answer. */
export interface EchoMessage {
  id: number;
  n: number;
}

parentPort?.on("message", ({ id, n }: EchoMessage) => {
  parentPort?.postMessage({ id, n } satisfies EchoMessage);
});
