/** A program whose only reason to stay alive is a pending wait, of the kind that its argument says. */
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { Barrier, Event, Semaphore } from "multilane";
import { blockUntil, count, LET_GO, SHARED_WORDS } from "./shared-stage.js";

const semaphore = new Semaphore(0, "keep-alive semaphore");
const event = new Event("keep-alive event");
const barrier = new Barrier(2, "keep-alive barrier");

const waits: Record<string, () => Promise<unknown>> = {
  semaphore: () => semaphore.acquire(),
  event: () => event.wait(),
  barrier: () => barrier.wait(),
};

const ends: Record<string, () => void> = {
  semaphore: () => semaphore.release(),
  event: () => event.set(),
  barrier: () => void barrier.waitSync({ timeout: 20_000 }),
};

if (isMainThread) {
  const kind = process.argv[2] ?? "";
  const shared = new Int32Array(new SharedArrayBuffer(SHARED_WORDS * 4));
  new Worker(new URL(import.meta.url), { workerData: { kind, shared } }).unref(); // does not keep the program alive
  const pending = waits[kind]?.();
  count(shared, LET_GO);
  await pending;
  console.log(`${kind} done`);
} else {
  const { kind, shared } = workerData as { kind: string; shared: Int32Array };
  blockUntil(shared, LET_GO, 1);
  // Long enough for a main thread that nothing keeps alive to be gone; one that stays is right however long it takes.
  Atomics.wait(shared, LET_GO, 1, 200);
  ends[kind]?.();
}
