import type { Mode } from "./mode.js";

const lap = new Int32Array(new SharedArrayBuffer(4));

/** Lets others run, between two looks at something that they change: 50 µs, or a turn of the event loop. */
export async function pause(mode: Mode): Promise<void> {
  if (mode === "sync") Atomics.wait(lap, 0, 0, 0.05);
  else await new Promise((resolve) => setImmediate(resolve));
}
