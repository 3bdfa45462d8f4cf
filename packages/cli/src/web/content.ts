/** The content of `/big/N`: made up on the fly, always the same for the same number and size. */
import { createCipheriv, createHash } from "node:crypto";

const BLOCK = 64 * 1024;

/** A cipher's key stream: looks random, and costs next to nothing. */
function blockOf(number: number): Buffer {
  const key = createHash("sha256").update(`multilane big file ${number}`).digest();
  return createCipheriv("aes-256-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(BLOCK));
}

/**
 * The bytes of `/big/<number>?bytes=<bytes>`, in pieces of at most 64 KiB, so that a big file never lies in memory.
 * Every piece carries its own index: a piece left out, doubled or exchanged changes the sha256.
 */
export function* bigFileChunks(number: number, bytes: number): Generator<Buffer, void, undefined> {
  const block = blockOf(number);
  for (let start = 0; start < bytes; start += BLOCK) {
    const chunk = Buffer.from(block.subarray(0, Math.min(BLOCK, bytes - start)));
    if (chunk.length >= 8) chunk.writeBigUInt64BE(BigInt(start / BLOCK));
    yield chunk;
  }
}

/** The sha256 of `/big/<number>?bytes=<bytes>`, lower-case hexadecimal. Cost: it hashes all of it. */
export function bigFileSha256(number: number, bytes: number): string {
  const hash = createHash("sha256");
  for (const chunk of bigFileChunks(number, bytes)) hash.update(chunk);
  return hash.digest("hex");
}
