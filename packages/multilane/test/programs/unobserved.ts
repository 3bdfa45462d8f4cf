/** Futures that fail while nobody looks. `node unobserved.js thread|process|async`. */
import {
  AsyncPoolExecutor,
  isMainThread,
  ProcessPoolExecutor,
  task,
  ThreadPoolExecutor,
  wait,
} from "multilane";
import { collectGarbage } from "../support/collect-garbage.js";

export const fail = task(import.meta, (what: string) => {
  throw new RangeError(what);
});

const make = (): ThreadPoolExecutor | ProcessPoolExecutor | AsyncPoolExecutor => {
  if (process.argv[2] === "thread") return new ThreadPoolExecutor({ maxWorkers: 1 });
  if (process.argv[2] === "process") return new ProcessPoolExecutor({ maxWorkers: 1 });
  return new AsyncPoolExecutor({ maxWorkers: 1 });
};

if (isMainThread) {
  const executor = make();
  executor.submit(fail, "forgotten");
  const looked = executor.submit(fail, "looked at");
  const late = executor.submit(fail, "late");
  await wait([looked, late], { timeout: 20_000 });
  console.log("failed", looked.done(), late.done());
  // Whoever would be told of an unhandled rejection is, by now, or when its promise is garbage.
  await collectGarbage();
  console.log("exception", String(await looked.exception()));
  await late.then(
    () => console.log("no error"),
    (error: unknown) => console.log("awaited late", String(error)),
  );
  try {
    await late;
  } catch (error) {
    console.log("and again", error instanceof RangeError, String(error));
  }
  executor.submit(fail, "forgotten at the end");
  await executor.shutdown();
  console.log("main over");
}
