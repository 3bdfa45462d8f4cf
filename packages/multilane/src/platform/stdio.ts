/**
 * Standard output of a worker, written at once.
 *
 * Node sends what a worker prints to the main thread's event loop: nothing shows while that is blocked, lines are
 * lost at `process.exit()`, and a result can overtake the line that was printed before it (feasibility study,
 * "Output"). Our workers write to the file descriptor themselves: a line is visible before anything that the
 * thread does later. A full pipe is waited for, as `print` does in Python.
 */
import { writeSync } from "node:fs";

type Callback = (error?: Error | null) => void;
interface Chunk {
  readonly chunk: Buffer | string;
  readonly encoding: BufferEncoding;
}

/** Milliseconds between two attempts at a full pipe: Node offers no way to sleep until it has room. */
const RETRY = 1;
const never = new Int32Array(new SharedArrayBuffer(4));

/** Writes all bytes; waits while the pipe is full (EAGAIN), goes on after a short write. */
function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length;) {
    try {
      offset += writeSync(descriptor, bytes, offset);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      // Nobody notifies this word: it is a sleep.
      Atomics.wait(never, 0, 0, RETRY);
    }
  }
}

function bytesOf({ chunk, encoding }: Chunk): Uint8Array {
  return typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
}

function writeThrough(stream: NodeJS.WriteStream, descriptor: number): void {
  const attempt = (chunks: readonly Chunk[], done: Callback): void => {
    try {
      for (const chunk of chunks) writeAll(descriptor, bytesOf(chunk));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    done();
  };
  // The stream keeps its own interface (encodings, cork, pipe, events); only where the bytes go is replaced.
  Object.assign(stream, {
    _write: (chunk: Buffer | string, encoding: BufferEncoding, done: Callback) =>
      attempt([{ chunk, encoding }], done),
    _writev: (chunks: readonly Chunk[], done: Callback) => attempt(chunks, done),
  });
}

/** Makes this worker's `process.stdout` and `process.stderr` (and so `console`) write at once. */
export function writeStdioAtOnce(): void {
  writeThrough(process.stdout, 1);
  writeThrough(process.stderr, 2);
}
