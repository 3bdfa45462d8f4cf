/** What runs first in a process of ours: it ends with its parent, says why it ends otherwise, and runs the calls. */
import { anonymousWords } from "../memory/anonymous.js";
import { encodeThrown, processMedium } from "../memory/codec/codec.js";
import { ownProcess } from "../platform/environment.js";
import { beforeAbort, leaveTerminalSignals, onFatalError, setTitle } from "../platform/parent-process.js";
import { exitThread, writeDiagnostic } from "../platform/process.js";
import { deserialize, serialize } from "../platform/serialize.js";
import { textOf } from "../platform/text.js";
import { MessageChannel, startWorker } from "../platform/workers.js";
import { CallServer } from "../thread/call-server.js";
import { onceFree } from "../thread/lifetime.js";
import { ownSlot } from "../thread/self.js";
import { CallTable } from "../transport/call-table.js";
import * as wire from "../transport/messages.js";
import type { GuardBirth } from "./guard-messages.js";
import { ParentChannel } from "./parent-channel.js";
import type { ProcessBirth } from "./process-birth.js";
import { ProcessChannel } from "./process-channel.js";
import { ABORTING } from "./process-messages.js";

/** The exit code of a process that an uncaught error ends. */
const UNCAUGHT = 1;

function serve({ concurrency, initializer, reportHeap }: ProcessBirth): void {
  const calls = anonymousWords(concurrency).words;
  const settings = { calls, concurrency, initializer, reportHeap, once: false, slot: ownSlot().index };
  const { port1, port2 } = new MessageChannel();
  const channel = new ProcessChannel(new CallTable(calls), parent, port1);
  new CallServer(settings, channel, () => onceFree(() => exitThread(0))).start();
  const guard: GuardBirth = { port: port2, calls, owner: settings.slot };
  startWorker(new URL("./guard-entry.js", import.meta.url), {
    name: "multilane guard",
    birth: guard,
    transfer: [port2],
    bare: true,
  }).on("error", (error) => writeDiagnostic(`multilane: the guard of a process failed: ${textOf(error)}\n`));
}

const parent = new ParentChannel(
  (bytes) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a ProcessHandle sends first
    serve(deserialize(bytes) as ProcessBirth);
  },
  () => exitThread(0),
);
leaveTerminalSignals();
onFatalError((error) => {
  const { value, specials } = encodeThrown(error, processMedium);
  // The process lives until the error is on its way.
  parent.send(serialize([wire.CRASHED, value, specials]), () => exitThread(UNCAUGHT));
});
beforeAbort(() => parent.send(serialize(ABORTING)));
if (ownProcess !== undefined) setTitle(ownProcess.name);
