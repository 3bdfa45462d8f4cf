/** Threads that hold and wait; argv[2] says how the dump comes: "quit" by SIGQUIT, "slow" by who waits. */
import { isMainThread, Lock, setSlowWait, task, Thread } from "multilane";

const lock = new Lock("dumping.lock");

export const hold = task(import.meta, (words: Int32Array) => {
  using _ = lock.acquireSync();
  Atomics.store(words, 0, 1);
  Atomics.notify(words, 0);
  Atomics.wait(words, 1, 0, 20_000);
});

if (isMainThread) {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const thread = new Thread({ target: hold, args: [words], name: "holder" });
  thread.start();
  Atomics.wait(words, 0, 0, 20_000);
  if (process.argv[2] === "slow") {
    setSlowWait(100);
    console.log("blocked");
    try {
      lock.acquireSync({ timeout: 2000 });
    } catch {
      console.log("timed out");
    }
  } else {
    const waiting = lock.acquire({ timeout: 10_000 });
    console.log("ready");
    await Promise.race([
      waiting.catch(() => undefined),
      new Promise((resolve) => process.once("SIGUSR2", resolve)),
    ]);
    void waiting.then((guard) => guard.release());
  }
  Atomics.store(words, 1, 1);
  Atomics.notify(words, 1);
  await thread.join();
}
