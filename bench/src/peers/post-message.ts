/**
 * No library at all: workers in turn, an id per call, a map of those that wait. What is left of it with errors,
 * cancellation and dying workers is what a library is measured against.
 */
import { Worker } from "node:worker_threads";
import type { Peer } from "../peer.js";
import type { EchoMessage } from "../workers/post-message.js";

const script = new URL("../workers/post-message.js", import.meta.url);

export const postMessage: Peer = {
  name: "bare postMessage",
  version: process.version,
  async open(workers) {
    const waiting = new Map<number, { resolve: (n: number) => void; reject: (error: Error) => void }>();
    const threads = Array.from({ length: workers }, () => {
      const thread = new Worker(script);
      thread.on("message", ({ id, n }: EchoMessage) => {
        const call = waiting.get(id);
        waiting.delete(id);
        call?.resolve(n);
      });
      thread.on("error", (error: Error) => {
        for (const { reject } of waiting.values()) reject(error);
      });
      return thread;
    });
    let calls = 0;
    return {
      run: (n) =>
        new Promise((resolve, reject) => {
          const id = calls++;
          waiting.set(id, { resolve, reject });
          threads[id % workers]?.postMessage({ id, n } satisfies EchoMessage);
        }),
      close: async () => {
        await Promise.all(threads.map((thread) => thread.terminate()));
      },
    };
  },
};
