/** Two compare-and-exchanges: what no lock in shared memory can be faster than. */
import type { Entrant } from "../peer.js";
import { lockEntrant, timeSync } from "./entrant.js";

const word = new Int32Array(new SharedArrayBuffer(4));

function pair(): void {
  Atomics.compareExchange(word, 0, 0, 1);
  Atomics.compareExchange(word, 0, 1, 0);
}

export const bare: Entrant = lockEntrant("bare CAS pair", process.versions.node, {
  "lock sync": async (milliseconds) => timeSync(pair, milliseconds),
});
