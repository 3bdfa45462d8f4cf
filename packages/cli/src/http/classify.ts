/** From what Node, OpenSSL and undici raise to a class and words. */
import { plainText } from "../report/plain-text.js";
import { FailureError } from "./failure.js";
import type { Failure, FailureClass } from "./failure.js";

const BY_CODE: Readonly<Record<string, Failure>> = {
  ENOTFOUND: { class: "dns", message: "no address for this host" },
  ENODATA: { class: "dns", message: "no address for this host" },
  EAI_AGAIN: { class: "dns", message: "the name server does not answer" },
  ECONNREFUSED: { class: "connect", message: "connection refused" },
  EHOSTUNREACH: { class: "connect", message: "host unreachable" },
  ENETUNREACH: { class: "connect", message: "network unreachable" },
  EHOSTDOWN: { class: "connect", message: "host is down" },
  ENETDOWN: { class: "connect", message: "network is down" },
  EADDRNOTAVAIL: { class: "connect", message: "address or port not available" },
  EMFILE: { class: "connect", message: "too many open files: lower --concurrency, or raise ulimit -n" },
  ENFILE: { class: "connect", message: "too many open files on this machine" },
  ETIMEDOUT: { class: "timeout", message: "no connection in time" },
  UND_ERR_CONNECT_TIMEOUT: { class: "timeout", message: "no connection in time" },
  UND_ERR_HEADERS_TIMEOUT: { class: "timeout", message: "no answer in time" },
  UND_ERR_BODY_TIMEOUT: { class: "timeout", message: "the answer stopped" },
  ECONNRESET: { class: "reset", message: "connection dropped" },
  ECONNABORTED: { class: "reset", message: "connection dropped" },
  EPIPE: { class: "reset", message: "connection dropped" },
  UND_ERR_SOCKET: { class: "reset", message: "connection dropped" },
  EPROTO: { class: "tls", message: "the TLS handshake failed" },
  HPE_HEADER_OVERFLOW: { class: "protocol", message: "the headers of the answer are too long" },
  UND_ERR_HEADERS_OVERFLOW: { class: "protocol", message: "the headers of the answer are too long" },
  UND_ERR_INVALID_ARG: { class: "invalid", message: "the request cannot be made" },
  ERR_INVALID_CHAR: { class: "invalid", message: "the request cannot be made" },
};

const TLS_CODE =
  /^(ERR_TLS_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;

/** What went wrong, for the report. Understands `FailureError`, errors with a `code`, `AggregateError`s and causes. */
export function classify(error: unknown): Failure {
  for (const candidate of causesOf(error)) {
    if (candidate instanceof FailureError) return candidate.failure;
    const code = "code" in candidate && typeof candidate.code === "string" ? candidate.code : "";
    const known = BY_CODE[code];
    if (known !== undefined) return known;
    // OpenSSL's own messages are dumps; its codes are words: ERR_SSL_WRONG_VERSION_NUMBER.
    if (code.startsWith("ERR_SSL_"))
      return { class: "tls", message: code.slice(8).toLowerCase().replaceAll("_", " ") };
    if (TLS_CODE.test(code)) return { class: "tls", message: plainText(candidate.message, 120) };
    if (code.startsWith("EAI_")) return { class: "dns", message: plainText(candidate.message, 120) };
    if (
      candidate.name === "HTTPParserError" ||
      code.startsWith("HPE_") ||
      code.startsWith("UND_ERR_RE") ||
      code === "UND_ERR_INFO"
    ) {
      return { class: "protocol", message: `the answer is not HTTP: ${plainText(candidate.message, 100)}` };
    }
  }
  return {
    class: "internal",
    message: plainText(error instanceof Error ? error.message : String(error), 200),
  };
}

/** The error, the first of an AggregateError (one per address that was tried), and the causes, outermost first. */
function* causesOf(error: unknown): Generator<Error, void, undefined> {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    yield current;
    const first: unknown = current instanceof AggregateError ? current.errors[0] : undefined;
    current = first ?? current.cause;
  }
}

/** The message of a class for a run that was stopped. */
export function stopped(
  by: Extract<FailureClass, "interrupted" | "deadline">,
  where: "running" | "waiting",
): Failure {
  return { class: by, message: where === "running" ? "stopped before the answer" : "not reached" };
}
