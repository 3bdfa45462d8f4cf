/** Where the report goes: a file that is replaced as a whole, or a stream that takes it piece by piece. */
import { open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Writable } from "node:stream";
import { fileWords } from "../files/words.js";
import { CannotRunError } from "../options/cannot-run-error.js";
import { AtomicFile } from "../files/atomic-file.js";

/** The one writer of a report. */
export interface ReportWriter {
  write(text: string): Promise<void>;
  /** The report is complete, or as complete as it will get. */
  commit(): Promise<void>;
  /** It could not be made: what was there before stays. */
  discard(): Promise<void>;
}

/** Nobody reads the standard output any more: `multilane check … | head -1`. Not an error to talk about. */
export class OutputClosedError extends Error {
  override readonly name = "OutputClosedError";
}

/**
 * Opens the report. `undefined` and `-` are the standard output; a device or an existing pipe is written directly;
 * everything else is an `AtomicFile`. Raises `CannotRunError` if it cannot be written there.
 */
export async function openReport(path: string | undefined): Promise<ReportWriter> {
  if (path === undefined || path === "-" || path === "/dev/stdout") return streamWriter(process.stdout);
  if (path === "/dev/stderr") return streamWriter(process.stderr);
  try {
    const there = await stat(path).catch(() => undefined);
    // /dev/fd/3 may be a file: one that belongs to whoever opened it, and must not be exchanged.
    const device = resolve(path).startsWith("/dev/");
    if (!device && (there === undefined || there.isFile()))
      return explained(path, await AtomicFile.create(path));
    if (there?.isDirectory() === true) throw new Error("it is a directory");
    const handle = await open(path, device ? "a" : "w");
    const close = (): Promise<void> => handle.close();
    return explained(path, { write: (text) => handle.writeFile(text), commit: close, discard: close });
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** The same writer, with errors that say what could not be done. */
function explained(path: string, writer: ReportWriter): ReportWriter {
  const explain = (error: unknown): never => {
    throw cannotWrite(path, error);
  };
  return {
    write: (text) => writer.write(text).catch(explain),
    commit: () => writer.commit().catch(explain),
    discard: () => writer.discard(),
  };
}

function cannotWrite(path: string, error: unknown): CannotRunError {
  return new CannotRunError(`cannot write the report ${path}: ${fileWords(error)}`);
}

function streamWriter(stream: Writable): ReportWriter {
  // Without a listener a closed pipe would end the program with a stack trace.
  stream.on("error", () => undefined);
  return {
    write: (text) =>
      new Promise((written, reject) => {
        stream.write(text, (error) => (error ? reject(problemOfStream(error)) : written()));
      }),
    commit: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  };
}

function problemOfStream(error: Error): Error {
  const closed = "code" in error && error.code === "EPIPE";
  return closed
    ? new OutputClosedError("nobody reads the output")
    : cannotWrite("to the standard output", error);
}
