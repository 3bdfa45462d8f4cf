/** A thread dies while it holds a lock: the next one is told, repairs, and goes on. */
import { isMainThread, Lock, LockOwnerDiedError, task, Thread } from "multilane";

const lock = new Lock("accounts");

/** Moves money in two steps, and is killed between them. */
export const transfer = task(import.meta, (accounts: Int32Array) => {
  using _ = lock.acquireSync();
  accounts[0] = (accounts[0] ?? 0) - 30;
  Atomics.add(accounts, 2, 1);
  Atomics.notify(accounts, 2);
  for (;;); // never gets to the second step
});

if (isMainThread) {
  const accounts = new Int32Array(new SharedArrayBuffer(12));
  accounts[0] = 100;
  const thread = new Thread({ target: transfer, args: [accounts] });
  thread.start();
  while (Atomics.load(accounts, 2) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await thread.terminate();

  try {
    using _ = await lock.acquire();
    console.log("never printed: the lock's owner is dead");
  } catch (error) {
    if (!(error instanceof LockOwnerDiedError)) throw error;
    using _ = error.recover(); // from here on the lock is ours
    console.log(`found ${accounts[0]} + ${accounts[1]}, not 100`);
    accounts[0] = 100;
  }

  using _ = await lock.acquire(); // as if nothing had happened
  console.log(`repaired: ${accounts[0]} + ${accounts[1]}`);
}
