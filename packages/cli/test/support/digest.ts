import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

/** The sha256 of some bytes, lower-case hexadecimal. */
export function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The sha256 of a file. */
export async function sha256OfFile(path: string): Promise<string> {
  return sha256(await readFile(path));
}
