/** Tasks for the tests of processes. */
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  currentTask,
  Event,
  Lock,
  PriorityQueue,
  Queue,
  registerClass,
  RLock,
  Semaphore,
  task,
} from "multilane";

// At the top of the module, where the guide tells people to put them: to load it must not fail.
const named = {
  lock: new Lock("a lock of the program"),
  rlock: new RLock("an rlock of the program"),
  condition: new Condition("a condition of the program"),
  semaphore: new Semaphore(2, "a semaphore of the program"),
  bounded: new BoundedSemaphore(2, "a bounded semaphore of the program"),
  event: new Event("an event of the program"),
  barrier: new Barrier(2, { name: "a barrier of the program" }),
  queue: new Queue<number>(3, "a queue of the program"),
  priority: new PriorityQueue<number>(0, "a priority queue of the program"),
};

/** Ways to use a named primitive; the key says how in words. */
const uses: Record<string, () => unknown> = {
  "lock.acquire": () => named.lock.acquire(),
  "lock.acquireSync": () => named.lock.acquireSync(),
  "lock.tryAcquire": () => named.lock.tryAcquire(),
  "lock.locked": () => named.lock.locked(),
  "lock.run": () => named.lock.run(() => 1),
  "lock.release": () => named.lock.release(),
  "rlock.acquire": () => named.rlock.acquire(),
  "rlock.run": () => named.rlock.run(() => 1),
  "condition.acquire": () => named.condition.acquire(),
  "condition.notify": () => named.condition.notify(),
  "semaphore.acquire": () => named.semaphore.acquire(),
  "semaphore.release": () => named.semaphore.release(),
  "bounded.tryAcquire": () => named.bounded.tryAcquire(),
  "event.set": () => named.event.set(),
  "event.isSet": () => named.event.isSet(),
  "event.wait": () => named.event.wait(),
  "barrier.wait": () => named.barrier.wait({ timeout: 1000 }),
  "queue.put": () => named.queue.put(1),
  "queue.get": () => named.queue.get(),
  "queue.tryPut": () => named.queue.tryPut(1),
  "queue.qsize": () => named.queue.qsize(),
  "priority.put": () => named.priority.put(1, 1),
  "a lock that the task makes": () => new Lock("made in a task").acquireSync(),
};
export const waysToUse: readonly string[] = Object.keys(uses);
export const use = task(import.meta, async (way: string) => {
  await uses[way]?.();
  return "it was used";
});
/** A lock without a name is this process's own, and works. */
export const useAnonymous = task(import.meta, async () => {
  const lock = new Lock();
  return await lock.run(() => lock.locked());
});

export class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
}
registerClass(Point);
export class PointError extends Error {
  readonly point: Point;
  constructor(point: Point) {
    super("a bad point");
    this.point = point;
  }
}
registerClass(PointError);
export const move = task(import.meta, (point: Point) => new Point(point.x + 1));
export const refuse = task(import.meta, (point: Point): void => {
  throw new PointError(point);
});

export const processId = task(import.meta, () => process.pid);
export const environment = task(import.meta, (name: string) => process.env[name]);
export const surroundings = task(import.meta, () => ({
  execArgv: process.execArgv,
  cwd: process.cwd(),
  title: process.title,
  names: Object.keys(process.env).filter((name) => name.startsWith("MULTILANE")),
}));
export const killSelf = task(import.meta, async (signal: NodeJS.Signals) => {
  process.kill(process.pid, signal);
  await new Promise(() => undefined);
});
export const abortProcess = task(import.meta, (): void => process.abort());
let aborts: string[] = [];
/** Never yields until its signal aborts; answers the reason. */
export const spinUntilAborted = task(import.meta, () => {
  const { signal } = currentTask();
  while (!signal.aborted);
  aborts.push(`spinning: ${String(signal.reason)}`);
});
/** Blocks in a wait that only its signal ends. */
export const blockUntilAborted = task(import.meta, () => {
  try {
    new Event().waitSync({ signal: currentTask().signal, timeout: 20_000 });
  } catch (error) {
    aborts.push(`blocked: ${String(error)}`);
  }
});
/** Remembers with what it was aborted, for `takeAborts`. */
export const recordAbort = task(import.meta, async () => {
  const { signal } = currentTask();
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  aborts.push(String(signal.reason));
});
export const takeAborts = task(import.meta, () => {
  const taken = aborts;
  aborts = [];
  return taken;
});

export const getLarge = task(import.meta, (bytes: number) => new Uint8Array(bytes).fill(7));
export const nested = task(import.meta, async (n: number) => {
  const { ThreadPoolExecutor } = await import("multilane");
  await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
  return await executor.submit(move, new Point(n)).result({ timeout: 20_000 });
});
