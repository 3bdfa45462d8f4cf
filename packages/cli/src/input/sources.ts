import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { fileWords } from "../files/words.js";
import { CannotRunError } from "../options/cannot-run-error.js";
import { isIdle, parseEntry } from "./entry.js";
import type { Entry } from "./entry.js";
import { splitLines } from "./line-splitter.js";

/** Standard input, as an `-i` option names it. */
const STDIN = "-";

/** The open input of a run. */
export interface Sources {
  /**
   * All entries in order: first the arguments, then file by file, line by line. Files are read as the entries are
   * taken, so a list of millions of lines needs no memory; standard input is read as it comes.
   */
  entries(): AsyncGenerator<Entry, void, undefined>;
  /** Closes what is still open. */
  close(): Promise<void>;
}

/**
 * Opens every list before anything is done. Raises `CannotRunError`: no input at all, standard input named twice, a file
 * that is missing, unreadable or a directory.
 */
export async function openSources(urls: readonly string[], files: readonly string[]): Promise<Sources> {
  if (urls.length === 0 && files.length === 0) {
    throw new CannotRunError(
      "no URL given: write URLs after the command, or -i FILE (-i - reads standard input)",
    );
  }
  if (files.filter((file) => file === STDIN).length > 1)
    throw new CannotRunError("-i - can be given only once");
  const lists: { file: string; handle: FileHandle | undefined }[] = [];
  const close = async (): Promise<void> => {
    for (const { file, handle } of lists) {
      if (file === STDIN) process.stdin.destroy();
      await handle?.close();
    }
  };
  try {
    for (const file of files) lists.push({ file, handle: file === STDIN ? undefined : await openList(file) });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    close,
    async *entries() {
      for (const [index, text] of urls.entries())
        yield parseEntry({ number: index + 1, text, tooLong: false }, "");
      for (const { file, handle } of lists) {
        const stream: AsyncIterable<Buffer> = handle?.createReadStream({ autoClose: false }) ?? process.stdin;
        try {
          for await (const line of splitLines(stream)) {
            if (!isIdle(line)) yield parseEntry(line, file);
          }
        } catch (error) {
          throw new CannotRunError(`cannot read the list ${file}: ${fileWords(error)}`);
        }
      }
    },
  };
}

async function openList(file: string): Promise<FileHandle> {
  const handle = await open(file, "r").catch((error: unknown) => {
    throw new CannotRunError(`cannot read the list ${file}: ${fileWords(error)}`);
  });
  if (!(await handle.stat()).isDirectory()) return handle;
  await handle.close();
  throw new CannotRunError(`cannot read the list ${file}: it is a directory`);
}
