/**
 * The two pipes between a process of ours and the one that started it: the channel, which carries its messages, and the
 * lifeline, which a thread of its own reads in the process.
 */
import { Socket } from "node:net";

/** Their descriptors in the process. */
export const CHANNEL = 3;
export const LIFELINE = 4;

/** One end of a pipe. */
export interface Pipe {
  /** Writes the pieces, one after the other; what the other side cannot take any more is given up. */
  write(pieces: readonly Uint8Array[], written?: () => void): void;
  /** Closes it; what was not written yet is given up. */
  destroy(): void;
}

/** What comes out of a pipe. */
export interface PipeReader {
  /** Called with what the other side writes, in any pieces. */
  readonly take: (piece: Uint8Array) => void;
  /** Called once, when it writes no more, however it came to that. */
  readonly closed: () => void;
}

/** Reads a pipe, and lets it be written to. */
export function pipeOver(socket: Socket, { take, closed }: PipeReader): Pipe {
  socket.on("data", take);
  // An error is another side that is gone; `close` follows.
  socket.on("error", () => undefined);
  socket.on("close", closed);
  return {
    write: (pieces, written) => {
      // One system call for all of them.
      socket.cork();
      const last = pieces.length - 1;
      for (const [index, piece] of pieces.entries())
        socket.write(piece, index === last ? () => written?.() : undefined);
      socket.uncork();
    },
    destroy: () => void socket.destroy(),
  };
}

/** Opens one of the two pipes in the process. It keeps the thread alive. */
export function openPipe(descriptor: typeof CHANNEL | typeof LIFELINE, reader: PipeReader): Pipe {
  return pipeOver(new Socket({ fd: descriptor, readable: true, writable: descriptor === CHANNEL }), reader);
}

/** Ends this process wherever its threads stand; no `exit` listener runs. */
export function killProcess(): void {
  process.kill(process.pid, "SIGKILL");
}
