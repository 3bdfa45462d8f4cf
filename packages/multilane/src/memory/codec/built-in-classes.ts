/**
 * Classes that are registered from the start: those of `errors.ts`, and the platform's that structured clone strips
 * although they are plain data.
 */
import * as errors from "../../errors.js";
import { decodeSignal, encodeSignal } from "./crossing-signals.js";
import type { Registration } from "./class-registry.js";

/** A class of the platform; `undefined` where the runtime lacks it. */
function platformClass<T extends object, D>(
  name: string,
  type: { readonly prototype: T } | undefined,
  encode: (instance: T) => D,
  decode: (data: D) => T,
): readonly Registration[] {
  return type === undefined ? [] : [{ name, prototype: type.prototype, codec: { encode, decode } }];
}

/**
 * The bytes of a Buffer. Small Buffers are windows on a pool of 8 KiB that structured clone would send whole, so only
 * a Buffer that fills its memory, or one on shared memory, goes as a view; of any other the bytes are copied first,
 * and it does not share memory with other views in the message.
 */
function bytesOf(buffer: Buffer): Uint8Array {
  const whole = buffer.byteLength === buffer.buffer.byteLength || buffer.buffer instanceof SharedArrayBuffer;
  return whole ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(buffer);
}

const platformClasses: readonly Registration[] = [
  platformClass(
    "multilane.URL",
    URL,
    (url) => url.href,
    (href) => new URL(href),
  ),
  platformClass(
    "multilane.URLSearchParams",
    URLSearchParams,
    (search) => search.toString(),
    (text) => new URLSearchParams(text),
  ),
  platformClass("multilane.Buffer", typeof Buffer === "undefined" ? undefined : Buffer, bytesOf, (bytes) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  ),
  // Up to Node 20 a File arrives as a nameless Blob.
  platformClass(
    "multilane.File",
    typeof File === "undefined" ? undefined : File,
    (file) => ({ content: file.slice(), name: file.name, type: file.type, lastModified: file.lastModified }),
    ({ content, name, type, lastModified }) => new File([content], name, { type, lastModified }),
  ),
  // Only where somebody tells of their aborts: see crossing-signals.ts.
  platformClass("multilane.AbortSignal", AbortSignal, encodeSignal, decodeSignal),
].flat();

/** Under their own names with a prefix, so that a program may register a `TimeoutError` of its own. */
const errorClasses: readonly Registration[] = Object.entries(errors).map(([name, type]) => ({
  name: `multilane.${name}`,
  prototype: type.prototype,
  codec: {},
}));

/** See above. */
export const builtInClasses: readonly Registration[] = [...platformClasses, ...errorClasses];
