/** Preloaded into every thread of an example: each of its requests tells the web which thread made it. */
import { threadId } from "node:worker_threads";

const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const request = new Request(input, init);
  request.headers.set("x-thread", String(threadId));
  return fetch(request);
};
