/** The main thread's part of every download: it alone gives the names and puts finished files in their place. */
import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { BrokenExecutorError } from "multilane";
import { classify } from "../http/classify.js";
import { untried } from "../report/verdict.js";
import type { Verdict } from "../report/verdict.js";
import type { DownloadJob, Fetched } from "./downloader.js";
import type { Folder } from "./folder.js";
import { fold, NameBook } from "./names/name-book.js";
import { nameFromDisposition, nameFromUrl } from "./names/proposals.js";
import { PART } from "./names/safe-name.js";
import { removePart } from "./part-file.js";

/** Gives each file its name, and puts it there. */
export class Placer {
  readonly #folder: Folder;
  readonly #book = new NameBook();
  readonly #fetch: (job: DownloadJob) => PromiseLike<Fetched>;

  constructor(folder: Folder, fetch: (job: DownloadJob) => PromiseLike<Fetched>) {
    this.#folder = folder;
    this.#fetch = fetch;
  }

  /** `wanted`: the name that the user gave. Names are claimed before the first await, so in input order. */
  async download(
    { href, sha256 }: { href: string; sha256: string | undefined },
    wanted: string | undefined,
  ): Promise<Verdict> {
    const name = this.#book.claim(wanted ?? nameFromUrl(href));
    const part = name + PART;
    try {
      await this.#folder.refuseDirectory(name);
    } catch (error) {
      return untried(classify(error));
    }
    let fetched: Fetched;
    try {
      fetched = await this.#fetch({ href, part, sha256 });
    } catch (error) {
      if (error instanceof BrokenExecutorError) throw error;
      // A thread that died takes its files with it, not the run.
      await unlink(join(this.#folder.path, part)).catch(() => undefined);
      return untried(classify(error));
    }
    return await this.#place(fetched, part, name, wanted === undefined);
  }

  async #place(fetched: Fetched, part: string, name: string, serverMayName: boolean): Promise<Verdict> {
    const { part: finished, disposition, ...verdict } = fetched;
    if (finished === null) return { ...verdict, file: null };
    try {
      const final = serverMayName ? await this.#nameFromServer(disposition, name) : name;
      await this.#folder.place(part, finished, final);
      return { ...verdict, file: { name: final, bytes: finished.bytes, sha256: finished.sha256 } };
    } catch (error) {
      await removePart(join(this.#folder.path, part), finished.state);
      return { ...verdict, file: null, error: classify(error) };
    }
  }

  /** The name that the server chose, if it chose one; it must be new, a server may not replace a file of the user's. */
  async #nameFromServer(disposition: string | undefined, name: string): Promise<string> {
    const chosen = nameFromDisposition(disposition);
    if (chosen === undefined || fold(chosen) === fold(name)) return name;
    return await this.#book.claimNew(chosen, (candidate) => this.#folder.has(candidate));
  }
}
