/** The second pipe between a process and its parent, which a thread of its own reads in the process. */
import { Socket } from "node:net";

/** Its descriptor in the process. */
export const LIFELINE = 4;

/**
 * Reads the lifeline of this process.
 *
 * @param take called with what the parent writes, in any pieces
 * @param closed called when the parent is gone
 */
export function openLifeline(take: (bytes: Uint8Array) => void, closed: () => void): void {
  const socket = new Socket({ fd: LIFELINE, readable: true, writable: false });
  socket.on("data", take);
  // An error is a parent that is gone, too; `close` follows.
  socket.on("error", () => undefined);
  socket.on("close", closed);
}

/** Ends this process wherever its threads stand; no `exit` listener runs. */
export function killProcess(): void {
  process.kill(process.pid, "SIGKILL");
}
