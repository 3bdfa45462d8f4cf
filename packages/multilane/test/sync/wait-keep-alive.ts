/** A program whose only reason to stay alive is a pending wait, of the kind that its argument says. */
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { Barrier, Event, Queue, Semaphore } from "multilane";
import { blockUntil, count, LET_GO, SHARED_WORDS } from "./shared-stage.js";

const semaphore = new Semaphore(0, "keep-alive semaphore");
const event = new Event("keep-alive event");
const barrier = new Barrier(2, "keep-alive barrier");
const queue = new Queue<number>(1, "keep-alive queue");

async function iterate(): Promise<void> {
  for await (const _ of queue) return;
}

interface Wait {
  readonly begin?: () => void;
  readonly wait: () => Promise<unknown>;
  /** In another thread. */
  readonly end: () => unknown;
}

const waits: Record<string, Wait> = {
  semaphore: { wait: () => semaphore.acquire(), end: () => semaphore.release() },
  event: { wait: () => event.wait(), end: () => event.set() },
  barrier: { wait: () => barrier.wait(), end: () => barrier.waitSync({ timeout: 20_000 }) },
  get: { wait: () => queue.get(), end: () => queue.putSync(1) },
  put: { begin: () => queue.putSync(1), wait: () => queue.put(2), end: () => queue.getSync() },
  join: { begin: () => queue.putSync(1), wait: () => queue.join(), end: () => queue.taskDone() },
  iterate: { wait: iterate, end: () => queue.putSync(1) },
};

if (isMainThread) {
  const kind = process.argv[2] ?? "";
  const shared = new Int32Array(new SharedArrayBuffer(SHARED_WORDS * 4));
  new Worker(new URL(import.meta.url), { workerData: { kind, shared } }).unref(); // does not keep the program alive
  waits[kind]?.begin?.();
  const pending = waits[kind]?.wait();
  count(shared, LET_GO);
  await pending;
  console.log(`${kind} done`);
} else {
  const { kind, shared } = workerData as { kind: string; shared: Int32Array };
  blockUntil(shared, LET_GO, 1);
  // Long enough for a main thread that nothing keeps alive to be gone; one that stays is right however long it takes.
  Atomics.wait(shared, LET_GO, 1, 200);
  waits[kind]?.end();
}
