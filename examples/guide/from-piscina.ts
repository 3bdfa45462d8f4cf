/** Passwords are hashed and bytes summed up in two threads, and what never ends is ended. */
import { taskModule, ThreadPoolExecutor } from "multilane";

const tasks = taskModule<typeof import("./from-piscina-tasks.js")>(
  new URL("./from-piscina-tasks.js", import.meta.url),
);

await using executor = new ThreadPoolExecutor({
  minWorkers: 1,
  maxWorkers: 2,
  idleTimeout: 5000,
  maxPending: 4,
  initializer: tasks.setUp,
  initargs: ["pepper"],
});

// run: the result as a promise. The arguments are those of the function, and so are their types.
const hashes = await Promise.all(["alice", "bob"].map((name) => executor.run(tasks.hash, name, 1000)));
console.log(hashes.join(" "));

// transferList: moved, and not copied.
const bytes = new ArrayBuffer(1_000_000);
const sum = await executor.with({ transfer: [bytes] }).run(tasks.checksum, bytes);
console.log(`${sum}, and ${bytes.byteLength} bytes are left here`);

// signal: with cancelGrace: 0 its thread is terminated, as piscina does it.
const controller = new AbortController();
const endless = executor.with({ signal: controller.signal, cancelGrace: 0 }).submit(tasks.spin);
setTimeout(() => controller.abort(new Error("enough")), 100);
console.log(String(await endless.exception()));

// maxQueue: no more than four wait, however many there are.
const futures = [];
for (let n = 0; n < 50; n++) {
  await executor.ready();
  futures.push(executor.submit(tasks.hash, `user ${n}`, 10));
}
console.log(`${new Set(await Promise.all(futures)).size} hashes`);

// histogram, completed, utilization
const { completed, runTime, utilisation } = executor.statistics();
console.log(`${completed} completed; took time: ${runTime.p99 > 0 && utilisation > 0}`);
