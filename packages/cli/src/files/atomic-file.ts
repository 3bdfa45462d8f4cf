/** A file that is there whole or not at all: written beside its place, synced, renamed, its directory synced. */
import { createHash, randomBytes } from "node:crypto";
import { unlinkSync } from "node:fs";
import { open, readdir, realpath, rename, stat, unlink } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { syncDirectory } from "./sync-directory.js";

const LONGEST_BASE = 180; // bytes of the name kept in the temporary name: 255 is what file systems take

/** Temporary names of this machine look like this: `report.txt.multilane-1a2b3c-4711-9f8e7d6c.tmp`. */
function temporaryPrefix(path: string): string {
  const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 6);
  const base = Buffer.from(basename(path))
    .subarray(0, LONGEST_BASE)
    .toString()
    .replace(/\uFFFD+$/, "");
  return `${base}.multilane-${host}-`;
}

/** A file that is being written. */
export class AtomicFile {
  readonly #path: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  readonly #onExit: () => void;

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.#path = path;
    this.#temporary = temporary;
    this.#handle = handle;
    this.#onExit = () => {
      try {
        unlinkSync(temporary);
      } catch {
        // The program is ending, and the next run cleans up.
      }
    };
    process.once("exit", this.#onExit);
  }

  /**
   * Opens a temporary file beside `path` (beside what it points to, if it is a symbolic link), with the permissions
   * of the file that it will replace. Removes what killed runs left there. Raises what the file system raises.
   */
  static async create(path: string): Promise<AtomicFile> {
    const place = await realpath(path).catch(() => path);
    await removeLeftovers(place);
    const mode = (await stat(place).catch(() => undefined))?.mode;
    const name = `${temporaryPrefix(place)}${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
    const temporary = join(dirname(place), name);
    const handle = await open(temporary, "wx");
    const file = new AtomicFile(place, temporary, handle);
    if (mode !== undefined) await handle.chmod(mode & 0o777);
    return file;
  }

  async write(text: string): Promise<void> {
    await this.#handle.writeFile(text);
  }

  /** Puts the file in its place. Afterwards it is there also after a power cut. */
  async commit(): Promise<void> {
    await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#temporary, this.#path);
    process.off("exit", this.#onExit);
    await syncDirectory(dirname(this.#path));
  }

  /** Removes what was written; the file that was there before stays. */
  async discard(): Promise<void> {
    process.off("exit", this.#onExit);
    await this.#handle.close().catch(() => undefined);
    await unlink(this.#temporary).catch(() => undefined);
  }
}

/** Removes temporary files for `path` whose process, on this machine, is gone. */
async function removeLeftovers(path: string): Promise<void> {
  const [folder, prefix] = [dirname(path), temporaryPrefix(path)];
  for (const name of await readdir(folder).catch(() => [])) {
    const [, pid] = name.startsWith(prefix)
      ? (/^(\d+)-[0-9a-f]{8}\.tmp$/.exec(name.slice(prefix.length)) ?? [])
      : [];
    if (pid !== undefined && isGone(Number(pid))) await unlink(join(folder, name)).catch(() => undefined);
  }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
