/**
 * Slow waits of a program without any other thread; argv[2] says how it waits: "blocked", "awaiting", or "later" if the
 * limit is set when it waits already. Says so if a thread is started.
 */
import { Event, Lock, setSlowWait } from "multilane";

process.on("worker", () => console.log("a worker was started"));

const lock = new Lock("alone.lock");
const event = new Event("alone.event");
const limit = { timeout: 500 };
const late = (error: unknown): void => console.log((error as { code: string }).code);

lock.acquireSync();
switch (process.argv[2] ?? "") {
  case "blocked":
    setSlowWait(50);
    event.waitSync({ timeout: 200 }); // no lock: that may be long
    try {
      lock.acquireSync(limit);
    } catch (error) {
      late(error);
    }
    break;
  case "awaiting":
    setSlowWait(50);
    await event.wait({ timeout: 200 });
    await lock.acquire(limit).catch(late);
    break;
  case "later": {
    const waiting = lock.acquire(limit).catch(late);
    setSlowWait(50);
    await waiting;
  }
}
