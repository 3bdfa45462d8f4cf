/**
 * A few words of memory that the main thread shares with every lane: the stop sign and the bytes that have arrived.
 * A stop sign in shared memory reaches a lane at once, also one that starts later, and needs no message.
 */

/** Why a run was stopped before its end. */
export type StopReason = "interrupted" | "deadline";

const CODES: readonly (StopReason | undefined)[] = [undefined, "interrupted", "deadline"];
const BYTES = 1; // index into the 64-bit view; the stop sign is word 0 of the 32-bit view

/** A new board, all at zero. Hand it to the lanes as it is: shared memory crosses by reference. */
export function createBoard(): SharedArrayBuffer {
  return new SharedArrayBuffer(16);
}

/** Puts up the stop sign; only the first reason counts. Partner: `whenStopped`. */
export function putStop(board: SharedArrayBuffer, reason: StopReason): void {
  const words = new Int32Array(board);
  Atomics.compareExchange(words, 0, 0, CODES.indexOf(reason));
  Atomics.notify(words, 0);
}

/** Resolves when the stop sign is up. Does not keep the thread alive. Partner: `putStop`. */
export async function whenStopped(board: SharedArrayBuffer): Promise<StopReason> {
  const words = new Int32Array(board);
  for (;;) {
    const reason = CODES[Atomics.load(words, 0)];
    if (reason !== undefined) return reason;
    const waiting = Atomics.waitAsync(words, 0, 0);
    if (waiting.async) await waiting.value;
  }
}

/** Counts bytes that have arrived. Partner: `bytesOn`. */
export function addBytes(board: SharedArrayBuffer, bytes: number): void {
  Atomics.add(new BigInt64Array(board), BYTES, BigInt(bytes));
}

/** The bytes that all lanes have counted so far. Partner: `addBytes`. */
export function bytesOn(board: SharedArrayBuffer): number {
  return Number(Atomics.load(new BigInt64Array(board), BYTES));
}
