/** What runs in the threads: the plain exports of a module. It need not know of multilane. */
import { createHash, pbkdf2Sync } from "node:crypto";

let salt = "";

/** The initializer: what each thread does first. */
export function setUp(given: string): void {
  salt = given;
}

export function hash(password: string, rounds: number): string {
  return pbkdf2Sync(password, salt, rounds, 8, "sha256").toString("hex");
}

export function checksum(bytes: ArrayBuffer): string {
  return createHash("sha256").update(new Uint8Array(bytes)).digest("hex").slice(0, 16);
}

export function spin(): never {
  for (;;);
}
