import { request as requestHttp } from "node:http";
import type { Agent, IncomingMessage, RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import type { Answer } from "../http/redirect.js";

/** An answer whose body has not been read yet. */
export interface OpenAnswer extends Answer {
  readonly response: IncomingMessage;
}

/** The agents of one thread: they keep connections open. */
export interface Agents {
  readonly http: Agent;
  readonly https: Agent;
}

const LONGEST_BODY = 64 * 1024;
const BODY_MS = 1000;

/**
 * Sends one GET request and waits for the head of its answer. Raises what Node raises, or the signal's reason.
 *
 * node:http, not undici: that one reports "other side closed" for a server that closes right after the last byte,
 * although all bytes came.
 */
export async function exchange(
  url: URL,
  headers: Readonly<Record<string, string>>,
  agents: Agents,
  signal: AbortSignal,
): Promise<OpenAnswer> {
  for (;;) {
    const outcome = await once(url, { headers: { ...headers }, signal }, agents);
    if (outcome !== "stale connection") return outcome;
  }
}

/**
 * "Stale connection": one that was kept open, and that the server closed as the request left. The server has not
 * seen the request, so it goes out again at once. It ends: each time the agent has one kept connection less.
 */
function once(url: URL, options: RequestOptions, agents: Agents): Promise<OpenAnswer | "stale connection"> {
  const secure = url.protocol === "https:";
  const make = secure ? requestHttps : requestHttp;
  const agent = secure ? agents.https : agents.http;
  return new Promise((resolve, reject) => {
    const request = make(url, { ...options, agent }, (response) => {
      // From here on the reader of the body sees the errors; a connection that dies later must not end the program.
      request.on("error", () => undefined);
      resolve({
        response,
        status: response.statusCode ?? 0,
        location: response.headers.location,
        discard: () => discard(response),
      });
    });
    request.once("error", (error: NodeJS.ErrnoException) => {
      const stale = request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      if (stale && options.signal?.aborted !== true) resolve("stale connection");
      else reject(error);
    });
    request.end();
  });
}

/** Reads a short body to its end, so that the connection can be used again; drops the connection of a long one. */
function discard(response: IncomingMessage): Promise<void> {
  const length = Number(response.headers["content-length"] ?? Number.NaN);
  if (!(length <= LONGEST_BODY)) {
    response.destroy();
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const tooLong = setTimeout(() => response.destroy(), BODY_MS);
    response.once("error", () => undefined);
    response.once("close", () => {
      clearTimeout(tooLong);
      resolve();
    });
    response.resume();
  });
}
