/** Shared memory that can grow. */

/** The most that a growable buffer is asked to reserve: address space, no memory. */
const MOST = 1024 * 1024 * 1024;

/**
 * Makes a `SharedArrayBuffer` that can grow: to 1 GiB, or to as much as the process may reserve (`ulimit -v`); see its
 * `maxByteLength`. Costs about 4 µs; the rest of the reservation is address space without memory behind it.
 *
 * Views of it must have a fixed length and be made anew when it has grown: those that follow its length cost two to
 * three times as much for each access.
 *
 * @param bytes the length to begin with
 * @throws RangeError when not even that much is to be had
 */
export function growableBuffer(bytes: number): SharedArrayBuffer {
  for (let most = MOST; most > bytes; most /= 2) {
    try {
      return new SharedArrayBuffer(bytes, { maxByteLength: most });
    } catch {
      // No address space for so much: half of it is tried next, and without a catch in the end.
    }
  }
  return new SharedArrayBuffer(bytes, { maxByteLength: bytes });
}
