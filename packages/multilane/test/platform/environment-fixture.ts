/** A worker of environment.test.ts: adds 1 to a word of the arena, here and in a worker of its own. */
import { once } from "node:events";
import { isMainThread as isNodesMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { arena } from "#src/memory/arena.js";
import { namedWords } from "#src/memory/names.js";
import { isMainThread } from "#src/platform/environment.js";

/** What it is told: how many workers inside each other, and a name. */
export interface Nesting {
  readonly depth: number;
  readonly name: string;
}

if (!isNodesMainThread && parentPort !== null) {
  const { depth, name } = workerData as Nesting;
  const { words, base } = namedWords("Test", name, 2);
  Atomics.add(words, base + 1, 1);
  const seen: unknown[] = [{ isMainThread, bytes: arena().byteLength }];
  if (depth > 1) {
    const nested = new Worker(new URL(import.meta.url), { workerData: { depth: depth - 1, name } });
    const [inner]: unknown[][] = await once(nested, "message", { signal: AbortSignal.timeout(20_000) });
    seen.push(...(inner ?? []));
  }
  parentPort.postMessage(seen);
}
