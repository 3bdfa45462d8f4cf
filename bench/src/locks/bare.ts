/**
 * Two compare-and-exchanges: what no lock in shared memory can be faster than. In several threads each does them on a
 * word of its own: nothing waits there, so what holds it up is the machine.
 */
import type { Entrant } from "../peer.js";
import { hammerAlone } from "../workers/multilane-locks.js";
import { contended } from "./contended.js";
import type { Hammer } from "./contended.js";
import { lockEntrant, timeSync } from "./entrant.js";

const word = new Int32Array(new SharedArrayBuffer(4));

function pair(): void {
  Atomics.compareExchange(word, 0, 0, 1);
  Atomics.compareExchange(word, 0, 1, 0);
}

/** Each on its own. */
function alone(): Hammer {
  return (pool, words) => pool.submit(hammerAlone, words);
}

export const bare: Entrant = lockEntrant("bare CAS pair", process.versions.node, {
  "lock sync": async (milliseconds) => timeSync(pair, milliseconds),
  "lock 2 threads": contended(2, alone),
  "lock 4 threads": contended(4, alone),
});
