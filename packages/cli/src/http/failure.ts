/** Why there is no status (or no file): the classes of `URL: error CLASS (words)`. Fixed: scripts match on them. */
export type FailureClass =
  /** The host's name has no address, or nobody could tell. */
  | "dns"
  /** No connection: refused or unreachable. */
  | "connect"
  /** Too late: no connection, no answer, no byte for too long, or too slow. */
  | "timeout"
  /** The certificate or the handshake. */
  | "tls"
  /** The connection was dropped before the answer. */
  | "reset"
  /** The answer is not HTTP. */
  | "protocol"
  /** Too many redirects, a loop, or a redirect to where we do not go. */
  | "redirect"
  /** The line of the input cannot be used. */
  | "invalid"
  /** Stopped by a signal before there was a verdict. */
  | "interrupted"
  /** Stopped by `--deadline` before there was a verdict. */
  | "deadline"
  /** `download`: the file ended before its announced length. */
  | "truncated"
  /** `download`: the content has another sha256. */
  | "checksum"
  /** `download`: the file cannot be written. */
  | "file"
  /** A thread died, or a fault of the program. */
  | "internal";

/** One failure, in words that are safe to print. A plain value: it crosses threads. */
export interface Failure {
  readonly class: FailureClass;
  readonly message: string;
}

/** Carries a failure up to where the result is made. */
export class FailureError extends Error {
  override readonly name = "FailureError";
  readonly failure: Failure;

  constructor(failureClass: FailureClass, message: string) {
    super(message);
    this.failure = { class: failureClass, message };
  }
}

/** Whether a try that ended so may be repeated: nothing was wrong but the connection. */
export function isConnectionFailure(failureClass: FailureClass): boolean {
  return (
    failureClass === "dns" ||
    failureClass === "connect" ||
    failureClass === "reset" ||
    failureClass === "truncated"
  );
}
