/** Tasks that spoil the channel of the process in which they run, as native code gone wild would. */
import { closeSync, existsSync, writeSync } from "node:fs";
import { join } from "node:path";
import { task } from "multilane";
import { arriveAt, OPEN } from "../support/file-gate-pass.js";

/** The descriptor of the channel in a process. */
const CHANNEL = 3;

/** Writes all of it, however full the pipe is. */
function write(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(CHANNEL, bytes, at);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
    }
  }
}

const forEver = (): Promise<void> => new Promise(() => undefined);

/** Writes into the channel, and never ends. */
export const spoil = task(import.meta, async (bytes: Uint8Array) => {
  write(bytes);
  await forEver();
});

/** Writes into the channel, again and again, until it is killed. */
export const flood = task(import.meta, (bytes: Uint8Array): void => {
  for (;;) write(bytes);
});

/** Closes the channel behind the library's back, and never ends. */
export const close = task(import.meta, async () => {
  closeSync(CHANNEL);
  await forEver();
});

/** Minds its own business until the gate is open, however long all the others take. */
export const beside = task(import.meta, async (gate: string, value: number) => {
  arriveAt(gate);
  while (!existsSync(join(gate, OPEN))) await new Promise((resolve) => setTimeout(resolve, 5));
  return value;
});
