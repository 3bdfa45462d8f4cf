/**
 * The watcher: one worker thread that learns of every thread's death, also while its creator is blocked.
 *
 * Each thread is born with one end of a channel, its lifeline; the other end lies in the watcher and emits `close`
 * however the thread ends. The watcher marks the slot and rings the creator's bell. It is started when a thread is
 * up, or when somebody is about to block; until then the ends wait here. Threads pass the lifelines of their own
 * children on through their own.
 */
import { MessageChannel, startWorker } from "../platform/workers.js";
import type { MessagePort } from "../platform/workers.js";
import type { ThreadSlot } from "../memory/thread-slots.js";
import { advance, DEAD } from "../memory/thread-slots.js";
import { writeDiagnostic } from "../platform/process.js";
import { beforeBlocking } from "../platform/pumps.js";
import { textOf } from "../platform/text.js";
import { reapThread } from "../sync/reap-thread.js";
import { dumpOnQuit } from "./dump-threads.js";
import { birth, ownSlot } from "./self.js";

/** What goes to the watcher: a thread's slot, its creator's, and the watcher's end of its lifeline. */
export interface Watched {
  readonly slot: ThreadSlot;
  readonly parent: ThreadSlot;
  readonly lifeline: MessagePort;
}

let waiting: Watched[] = [];
let link: Pick<MessagePort, "postMessage"> | undefined = birth?.lifeline;

/** Makes a lifeline; give the returned end to the thread *before* it starts. */
export function lifelineFor(slot: ThreadSlot): MessagePort {
  dumpOnQuit();
  const { port1, port2 } = new MessageChannel();
  const watched: Watched = { slot, parent: ownSlot(), lifeline: port1 };
  if (link === undefined) waiting.push(watched);
  else link.postMessage(watched, [port1]);
  return port2;
}

/** Starts the watcher, unless it runs or there is nothing to watch: some tens of milliseconds of another core, and about 9 MB, once. */
export function ensureWatcher(): void {
  if (link !== undefined || waiting.length === 0) return;
  const watcher = startWorker(new URL("./watcher-entry.js", import.meta.url), {
    name: "multilane watcher",
    birth: undefined,
    bare: true,
  });
  watcher.on("error", (error) => writeDiagnostic(`multilane: the watcher failed: ${textOf(error)}\n`));
  link = watcher;
  const watchedSoFar = waiting;
  waiting = [];
  for (const watched of watchedSoFar) {
    try {
      watcher.postMessage(watched, [watched.lifeline]);
    } catch {
      // The thread is gone, and its lifeline closed, before anybody watched.
      advance(watched.slot, DEAD);
      reapThread(watched.slot);
    }
  }
}

// Threads that block learn of deaths by the watcher alone.
beforeBlocking(ensureWatcher);
