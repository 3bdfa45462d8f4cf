import { createHash } from "node:crypto";
import { constants } from "node:fs";
import type { BigIntStats } from "node:fs";
import { lstat, open, unlink } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { FailureError } from "../http/failure.js";
import { fileFailure } from "./file-failure.js";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/** A finished part: complete and synced, but not yet under its name. A plain value: it crosses threads. */
export interface FinishedPart {
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Which file it is, and in which state: the one that may be renamed. See `stateOf`. */
  readonly state: string;
}

/**
 * The file `NAME.part` while it is being filled. It is always a new regular file: opened exclusively, never through
 * a symbolic link. One that a killed run left is removed first. If it belongs to a run that is still going on (two
 * runs, one folder, the same name), the later run wins: the earlier one finds another file there when it is done, and
 * reports a failure instead of renaming half a file.
 */
export class PartFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #hash = createHash("sha256");
  #bytes = 0;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /** Raises `FailureError` of class `file`. */
  static async create(path: string): Promise<PartFile> {
    try {
      return new PartFile(path, await openExclusively(path));
    } catch (error) {
      throw fileFailure(error, basename(path));
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    try {
      for (let start = 0; start < chunk.length;) {
        start += (await this.#handle.write(chunk, start, chunk.length - start)).bytesWritten;
      }
    } catch (error) {
      throw fileFailure(error, basename(this.path));
    }
  }

  /**
   * Syncs and closes it, if its content has the `expected` sha256 (`undefined`: any). From here on it survives a power
   * cut. Raises `FailureError` of class `checksum` or `file`; it is still open then, for `abandon`.
   */
  async finish(expected: string | undefined): Promise<FinishedPart> {
    const sha256 = this.#hash.digest("hex");
    if (expected !== undefined && expected !== sha256) {
      throw new FailureError("checksum", `expected sha256 ${expected}, got ${sha256}`);
    }
    try {
      await this.#handle.sync();
      const state = stateOf(await this.#handle.stat({ bigint: true }));
      await this.#handle.close();
      return { bytes: this.#bytes, sha256, state };
    } catch (error) {
      throw fileFailure(error, basename(this.path));
    }
  }

  /** Removes it, if it is still the file of that name, and closes it. Never rejects: something else went wrong before. */
  async abandon(): Promise<void> {
    // Looked at and removed while it is open: until then no other file can have its number.
    const state = await this.#handle.stat({ bigint: true }).then(stateOf, () => undefined);
    if (state !== undefined) await removePart(this.path, state);
    await this.#handle.close().catch(() => undefined);
  }
}

async function openExclusively(path: string): Promise<FileHandle> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
    } catch (error) {
      const exists = error instanceof Error && "code" in error && error.code === "EEXIST";
      if (!exists || attempt === 3) throw error;
      if (!(await lstat(path)).isFile())
        throw new FailureError("file", `${basename(path)} is there and is not a file`);
      await unlink(path);
    }
  }
}

/** Removes a part, if it is still the file, in the state, that it was. */
export async function removePart(path: string, state: string): Promise<void> {
  const there = await lstat(path, { bigint: true }).catch(() => undefined);
  if (there !== undefined && stateOf(there) === state) await unlink(path).catch(() => undefined);
}

/**
 * Device, number, size and time of the last write. The number alone would not do: a file system gives the number of a
 * file that was removed to the next one that is made.
 */
export function stateOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${size}:${mtimeNs}`;
}
