// The helper thread of watchdog.mjs: sees the main thread stand still, says where, and kills the process.
import { readdirSync, readFileSync, writeSync } from "node:fs";
import { Session } from "node:inspector";
import { workerData } from "node:worker_threads";

const { shared, limit, fileLimit, file } = workerData;
const beat = new Int32Array(shared, 0, 1);
const name = new Uint8Array(shared, 4);

let lastBeat = -1;
let lastChange = performance.now();
let interrupting = false;

setInterval(
  () => {
    const current = Atomics.load(beat, 0); // partner: Atomics.add in watchdog.mjs
    if (current !== lastBeat) {
      lastBeat = current;
      lastChange = performance.now();
    } else if (!interrupting && performance.now() - lastChange > limit) {
      interrupting = true;
      interrupt(`the main thread stood still for ${limit} ms`);
    }
  },
  Math.min(500, limit / 4),
);

setTimeout(() => {
  end(
    `the file is not over after ${fileLimit} ms`,
    "    (not blocked: something keeps its event loop alive)",
  );
}, fileLimit);

/** Asks the inspector for the main thread's stack: it reaches even a thread inside Atomics.wait. */
function interrupt(what) {
  // Native code that never checks for interrupts (a synchronous child process, say) leaves the request unanswered.
  setTimeout(() => end(what, "    (no stack: it could not be interrupted)"), 1000);
  const session = new Session();
  const urls = new Map();
  session.connectToMainThread();
  session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
  session.on("Debugger.paused", ({ params }) => end(what, params.callFrames.map(describe).join("\n")));
  session.post("Debugger.enable");
  session.post("Debugger.pause");

  function describe({ functionName, location }) {
    const url = urls.get(location.scriptId) ?? "?";
    // The inspector counts lines and columns from 0, stacks from 1.
    const line = `${url}:${location.lineNumber + 1}:${location.columnNumber + 1}`;
    return `    at ${functionName || "<anonymous>"} (${line})`;
  }
}

/** Writes the verdict and kills the process with all that it started. */
function end(what, where) {
  const bytes = Buffer.from(name); // a copy: TextDecoder refuses shared memory
  const test = bytes.subarray(0, bytes.indexOf(0)).toString() || "(no test yet)";
  // Synchronous, because this thread's own stderr goes through the main thread, which does not run.
  writeSync(2, `watchdog: ${file}: ${what}, in test ${JSON.stringify(test)}\n${where}\n`);
  for (const child of descendants(process.pid)) kill(child);
  kill(process.pid);
}

/** The processes under this one (Linux; elsewhere none are found). Orphans with our stdout would hold the runner up. */
function descendants(pid) {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return children.flatMap((child) => [...descendants(child), child]);
  } catch {
    return []; // no /proc, or it ended meanwhile
  }
}

function kill(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error; // ended by itself: as good
  }
}
