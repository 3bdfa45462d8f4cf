/** Where downloads end up: the main thread's side of the folder. */
import { lstat, rename } from "node:fs/promises";
import { join } from "node:path";
import { FailureError } from "../http/failure.js";
import { syncDirectory } from "../files/sync-directory.js";
import { fileFailure } from "./file-failure.js";
import { stateOf } from "./part-file.js";
import type { FinishedPart } from "./part-file.js";

/** One folder that receives files. */
export class Folder {
  readonly path: string;
  #syncing: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Whether something has this name already. */
  async has(name: string): Promise<boolean> {
    return (await this.#look(name)) !== undefined;
  }

  /** Raises `FailureError` of class `file` if a directory stands where the file should go. */
  async refuseDirectory(name: string): Promise<void> {
    if ((await this.#look(name))?.isDirectory() === true)
      throw new FailureError("file", `${name}: a directory has this name`);
  }

  /**
   * Puts a finished part under its name, in place of what was there (of a symbolic link the link itself, never what
   * it points to), and syncs the folder. Raises `FailureError` of class `file`.
   */
  async place(part: string, finished: FinishedPart, name: string): Promise<void> {
    try {
      const there = await lstat(join(this.path, part), { bigint: true });
      if (stateOf(there) !== finished.state) {
        throw new FailureError("file", `${part}: another run has begun to write the same file`);
      }
      await rename(join(this.path, part), join(this.path, name));
      await this.#sync();
    } catch (error) {
      throw fileFailure(error, name);
    }
  }

  async #look(name: string): Promise<Awaited<ReturnType<typeof lstat>> | undefined> {
    return await lstat(join(this.path, name)).catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw fileFailure(error, name);
    });
  }

  /** One sync serves all who came before it began: files that finish together share it. */
  #sync(): Promise<void> {
    if (this.#syncing === undefined) {
      this.#syncing = syncDirectory(this.path).finally(() => (this.#syncing = undefined));
      return this.#syncing;
    }
    this.#next ??= this.#syncing
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#sync();
      });
    return this.#next;
  }
}
