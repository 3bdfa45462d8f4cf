/**
 * CPython's own ThreadPoolExecutor, in a process of its own that runs the scenarios itself: a task that crossed a
 * pipe would measure the pipe.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Entrant, Session } from "../peer.js";
import type { Sample } from "../scenario.js";

/** From bench/dist/peers: the compiler copies no Python. */
const script = fileURLToPath(new URL("../../src/workers/cpython.py", import.meta.url));

/** `undefined` when there is no CPython under the name `python3`. */
export function findCPython(): Entrant | undefined {
  const question = "import platform; print(platform.python_implementation(), platform.python_version())";
  const { stdout, status } = spawnSync("python3", ["-c", question], { encoding: "utf8", timeout: 10_000 });
  const [implementation, version = ""] = status === 0 ? stdout.trim().split(" ") : [];
  return implementation === "CPython" ? { name: "CPython", version, open } : undefined;
}

async function open(workers: number): Promise<Session> {
  const child = spawn("python3", [script, String(workers)], { stdio: ["pipe", "pipe", "inherit"] });
  const exit = once(child, "exit");
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async measure(scenario, milliseconds) {
      child.stdin.write(`${JSON.stringify({ scenario: scenario.name, milliseconds })}\n`);
      const line = await lines.next();
      if (line.done === true) throw new Error("the Python process ended before it answered");
      return (JSON.parse(line.value) as Sample | null) ?? undefined;
    },
    async close() {
      child.stdin.end();
      await exit;
    },
  };
}
