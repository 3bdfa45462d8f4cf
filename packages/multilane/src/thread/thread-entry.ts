/**
 * What runs first in a thread of ours: standard output that is written at once, a last word for the creator, and
 * the server that runs the calls.
 */
import { advance, FINISHED, recordExit } from "../memory/thread-slots.js";
import { exitThread, onThreadExit, onUncaughtError } from "../platform/process.js";
import { writeStdioAtOnce } from "../platform/stdio.js";
import { CallServer } from "./call-server.js";
import { onceFree } from "./lifetime.js";
import { PortChannel } from "./port-channel.js";
import { birth, ownSlot } from "./self.js";

/** The exit code of a thread that an uncaught error ends. */
const UNCAUGHT = 1;

/** Nothing is left to do here but to wait for the threads that this one started. */
function finish(): void {
  advance(ownSlot(), FINISHED);
  onceFree(() => exitThread(0));
}

if (birth !== undefined) {
  writeStdioAtOnce();
  let crashed = false;
  const server = new CallServer(birth, new PortChannel(birth.port, birth.parent), finish);
  onUncaughtError((error) => {
    crashed = true;
    server.reportCrash(error);
  });
  // A listener of the program's own may have dealt with the error: then the thread went on, and left in another way.
  onThreadExit((code) => recordExit(ownSlot(), crashed && code === UNCAUGHT ? "crash" : "exit", code));
  server.start();
}
