import { writeSync } from "node:fs";
import { Session } from "node:inspector";
import { workerData } from "node:worker_threads";
const { shared, limit, fileLimit, file } = workerData;
const [beat, name] = [new Int32Array(shared, 0, 1), new Uint8Array(shared, 4)];
let [last, since] = [-1, performance.now()];
setTimeout(
  kill,
  fileLimit,
  `the file is not over after ${fileLimit} ms`,
  "  (not blocked: something keeps its event loop alive)",
);
setInterval(
  () => {
    const now = Atomics.load(beat, 0);
    if (now !== last) [last, since] = [now, performance.now()];
    else if (performance.now() - since > limit) interrupt((since = Infinity));
  },
  Math.min(500, limit / 4),
);
function interrupt() {
  // the inspector interrupts even a thread inside Atomics.wait, and so shows where it stands
  const what = `the main thread stood still for ${limit} ms`;
  setTimeout(kill, 1000, what, "  (no stack: it could not be interrupted)");
  const [session, urls] = [new Session(), new Map()];
  session.connectToMainThread();
  session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
  session.on("Debugger.paused", ({ params }) =>
    kill(
      what,
      params.callFrames
        .map(
          ({ functionName, location: at }) =>
            `    at ${functionName || "<anonymous>"} (${urls.get(at.scriptId) ?? "?"}:${at.lineNumber + 1}:${at.columnNumber + 1})`,
        )
        .join("\n"),
    ),
  );
  session.post("Debugger.enable");
  session.post("Debugger.pause");
}
function kill(what, where) {
  const bytes = Buffer.from(name);
  const test = bytes.subarray(0, bytes.indexOf(0)).toString() || "(no test yet)";
  writeSync(2, `watchdog: ${file}: ${what}, in test ${JSON.stringify(test)}\n${where}\n`);
  process.kill(process.pid, "SIGKILL");
}
