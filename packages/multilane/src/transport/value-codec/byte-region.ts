/** Memory that values are written into and read from in place, seen in three ways. */
import { textBytes } from "../../platform/byte-text.js";
import type { TextBytes } from "../../platform/byte-text.js";

/**
 * A run of bytes, shared between threads or not. Its accesses are not atomic: who writes it and who reads it take turns,
 * by words of their own (see `ring.ts`).
 */
export class ByteRegion {
  readonly octets: Uint8Array;
  readonly view: DataView;
  readonly text: TextBytes<ArrayBufferLike>;
  /** What is being written must end here, at the latest. */
  limit = 0;
  /** Where the next part of a value begins, while it is read. */
  cursor = 0;

  /** @param memory all of it is the region */
  constructor(memory: ArrayBufferLike) {
    this.octets = new Uint8Array(memory);
    this.view = new DataView(memory);
    this.text = textBytes(memory);
  }
}
