/**
 * `@multilane/cli/web`: a little web on loopback for the demo, the examples and the tests. It has pages that are
 * fast, slow, redirecting, missing, broken, dropped, and files of any size with a known content.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { addressesOf } from "./addresses.js";
import type { Addresses } from "./addresses.js";
import { answer } from "./routes.js";

export { addressesOf, demoFiles, demoUrls } from "./addresses.js";
export type { Addresses, DemoFile } from "./addresses.js";
export { bigFileChunks, bigFileSha256 } from "./content.js";

/** One request, told the moment its head has arrived. */
export interface WebRequest {
  readonly method: string;
  /** Path and query, as sent: `/slow/1?ms=300`. */
  readonly path: string;
  /** Requests that are being answered at this moment, this one included. */
  readonly inFlight: number;
}

export interface WebOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Called for every request before it is answered: an event log for tests. */
  readonly onRequest?: (request: WebRequest) => void;
  /** Called when an answer has been handed over to its connection, or that is gone. */
  readonly onAnswered?: (request: WebRequest) => void;
}

/** A running web. */
export interface Web {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly paths: Addresses;
  /** Drops all connections and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts the embedded web on 127.0.0.1. It keeps the program alive until `close()`.
 *
 * Raises what listening raises (`EADDRINUSE` for a `port` that is taken).
 */
export async function startWeb(options: WebOptions = {}): Promise<Web> {
  let inFlight = 0;
  const server = createServer((request, response) => {
    inFlight += 1;
    const event: WebRequest = { method: request.method ?? "GET", path: request.url ?? "/", inFlight };
    let answered = false;
    const onAnswered = (): void => {
      if (answered) return;
      answered = true;
      inFlight -= 1;
      options.onAnswered?.(event);
    };
    // "close" alone would come after the client has read the answer and sent its next request.
    response.once("prefinish", onAnswered).once("close", onAnswered);
    options.onRequest?.(event);
    void answer(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", 1024, resolve);
  });
  // listen() on a host and port always gives an AddressInfo; a string is a pipe's name.
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    paths: addressesOf(url),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
