/**
 * The cases of test_threading that need a process of their own, as CPython runs them: `node thread-program.js CASE`.
 * Main prints `end of main` where it matters.
 */
import { isMainThread, task } from "multilane";
import * as multilane from "multilane";
import { sleepAndPrint } from "../tasks/printing.js";
import { waitAtGate } from "../tasks/sample.js";
import { failingWorkers } from "./support/thread-failing-workers.js";

const { currentThread, enumerate, mainThread, setThreadExceptHook, Thread, ThreadLocal, Timer } = multilane;

function newGate(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(8));
}

/** Blocks until so many are at the gate. */
function untilArrived(gate: Int32Array, count: number): void {
  for (let seen = Atomics.load(gate, 0); seen < count; seen = Atomics.load(gate, 0))
    if (Atomics.wait(gate, 0, seen, 20_000) === "timed-out") throw new Error(`only ${seen} arrived`);
}

function open(gate: Int32Array): void {
  Atomics.store(gate, 1, 1);
  Atomics.notify(gate, 1);
}

function arrive(gate: Int32Array): void {
  Atomics.add(gate, 0, 1);
  Atomics.notify(gate, 0);
}

export const print = task(import.meta, (line: string) => console.log(line));
export const printAfterGate = task(import.meta, (gate: Int32Array, line: string) => {
  waitAtGate(gate);
  console.log(line);
});
/** CPython: `thread1` of test_thread_from_thread. */
export const startAnother = task(import.meta, () => {
  new Thread({ target: sleepAndPrint, args: [50, "OK"] }).start();
});
/** CPython: `random_io` of test_4_daemon_threads; it never ends. */
export const endlessIo = task(import.meta, async (gate: Int32Array) => {
  const { readFile, writeFile } = await import("node:fs/promises");
  for (let round = 0; ; round++) {
    await writeFile("/dev/null", (await readFile(new URL(import.meta.url))).subarray(0, 200));
    if (round === 0) arrive(gate);
  }
});
function recurse(): number {
  return recurse() + 1;
}
/** CPython: `outer` of test_recursion_limit. */
export const recurseTooDeep = task(import.meta, () => {
  try {
    recurse();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return "a RangeError";
  }
  return "nothing";
});
export const runFail = task(import.meta, (): void => {
  throw new RangeError("run failed");
});
export const exit = task(import.meta, (code: number): void => process.exit(code));
export const spin = task(import.meta, (gate: Int32Array) => {
  arrive(gate);
  for (;;);
});

/** A thread that fails, and that nobody joins; resolves when it is gone. */
async function failUnjoined(name: string): Promise<void> {
  const thread = new Thread({ target: runFail, name });
  thread.start();
  while (enumerate().length > 1) await new Promise((resolve) => setTimeout(resolve, 1));
}

const originalHook = setThreadExceptHook(undefined);
const customHook = (): void => void process.stderr.write("Running a thread failed\n");

const cases: Record<string, () => void | Promise<void>> = {
  "join nondaemon on shutdown": () => {
    new Thread({ target: sleepAndPrint, args: [100, "Woke up"] }).start();
    process.exitCode = 5; // as `raise SystemExit`: main is over, and says how
  },
  "main thread during shutdown": async () => {
    const thread = new Thread({ target: print, args: ["thread"] });
    thread.start();
    await thread.join();
    process.on("exit", () => {
      const all = enumerate();
      console.log(
        currentThread() === mainThread(),
        all.length,
        all[0] === mainThread(),
        mainThread().isAlive(),
      );
    });
  },
  "locals at exit": () => {
    const local = new ThreadLocal(() => "initial");
    local.value = "value";
    process.on("exit", () => console.log(`local = ${local.value}`));
  },
  "start new thread at finalization": () => {
    process.on("exit", () => {
      console.log("OK");
      try {
        new Thread({ target: print, args: ["shouldn't be printed"] }).start();
      } catch (error) {
        console.error(String(error));
      }
    });
  },
  "start new thread failed": () => {
    const thread = new Thread({ target: print, args: ["shouldn't be printed"] });
    failingWorkers(() => {
      try {
        thread.start();
      } catch (error) {
        console.log("ok", String(error), enumerate().length);
      }
    });
  },
  "join on shutdown": () => {
    const gate = newGate();
    new Thread({ target: printAfterGate, args: [gate, "end of thread"] }).start();
    untilArrived(gate, 1);
    console.log("end of main");
    open(gate);
  },
  "daemon threads": () => {
    const gate = newGate();
    for (let n = 0; n < 10; n++) new Thread({ target: endlessIo, args: [gate], daemon: true }).start();
    untilArrived(gate, 10);
    process.exit(0);
  },
  "thread from thread": () => new Thread({ target: startAnother }).start(),
  "recursion limit": async () => {
    const thread = new Thread({ target: recurseTooDeep });
    thread.start();
    console.log(await thread.join());
    console.log("end of main thread");
  },
  "print exception": () => failUnjoined("loud"),
  "keyboard interrupt": () => {
    const gate = newGate();
    new Thread({ target: spin, args: [gate] }).start();
    untilArrived(gate, 1);
    console.log("end of main");
  },
  excepthook: () => failUnjoined("excepthook thread"),
  "excepthook without a name": () =>
    originalHook(new RangeError("bug"), { name: "", ident: currentThread().ident, daemon: false }),
  "system exit": () => new Thread({ target: exit, args: [1] }).start(),
  "custom excepthook fail": async () => {
    setThreadExceptHook(() => {
      throw new TypeError("threading_hook failed");
    });
    await failUnjoined("excepthook thread");
  },
  "hook: default": () => failUnjoined("excepthook thread"),
  "hook: custom": async () => {
    setThreadExceptHook(customHook);
    await failUnjoined("excepthook thread");
  },
  "hook: recovered": async () => {
    setThreadExceptHook(customHook);
    setThreadExceptHook(originalHook);
    await failUnjoined("excepthook thread");
  },
  "atexit output": () => {
    process.on("exit", () => console.log("parrot"));
    new Thread({ target: sleepAndPrint, args: [50, "thread"] }).start();
  },
  "atexit called once": async () => {
    let calls = 0;
    process.on("exit", () => console.log(`call ${++calls} of the hook`));
    const threads = [1, 2].map((n) => new Thread({ target: print, args: [`thread ${n}`] }));
    for (const thread of threads) {
      thread.start();
      await thread.join();
    }
    console.log("not called yet");
  },
  "atexit after shutdown": () => {
    process.on("exit", () => {
      process.on("exit", () => console.log("shouldn't be printed"));
      try {
        new Timer(0, print, ["shouldn't be printed"]).start();
      } catch (error) {
        console.error(String(error));
      }
    });
  },
};

if (isMainThread) await cases[process.argv[2] ?? ""]?.();
