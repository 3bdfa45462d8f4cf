/** The memory that all threads of the program share. */
import { InvalidStateError } from "../errors.js";
import { atomics } from "../platform/atomics.js";
import { arenaBuffer, PROTOCOL_VERSION } from "../platform/environment.js";
import { ARENA_MAGIC, MAGIC, PROTOCOL } from "./layout.js";

let view: Int32Array | undefined;

/**
 * The arena of this program: the same memory in every thread, 16 MiB at offsets of `memory/layout.ts`.
 *
 * @throws InvalidStateError if the environment data holds something else under the arena's key
 */
export function arena(): Int32Array {
  view ??= open(arenaBuffer);
  return view;
}

function open(buffer: SharedArrayBuffer): Int32Array {
  const words = new Int32Array(buffer);
  // Whoever comes first writes them; the partner is this same exchange in the other threads, which finds its own value.
  const magic = atomics.compareExchange(words, MAGIC, 0, ARENA_MAGIC);
  const protocol = atomics.compareExchange(words, PROTOCOL, 0, PROTOCOL_VERSION);
  if ((magic !== 0 && magic !== ARENA_MAGIC) || (protocol !== 0 && protocol !== PROTOCOL_VERSION)) {
    throw new InvalidStateError(
      `what the environment data of this Worker holds under "multilane:arena:${PROTOCOL_VERSION}" is not an arena of ` +
        "this version of multilane: keep setEnvironmentData away from that key",
    );
  }
  return words;
}
