/** A web that remembers who asked for what and how many requests were open, and that can hold its answers back. */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Milliseconds after which a request that waits for others in vain is answered with 503: the test then fails. */
const PATIENCE = 20_000;

/** What lies under a name: bytes of every value, different for each name. */
export function contentOf(name: string): Buffer {
  const first = Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) % 256, 0);
  return Buffer.from(Uint8Array.from({ length: 1000 }, (_, index) => first + index));
}

/** A request that waits for others. */
interface Held {
  readonly release: () => void;
  /** The barrier it stands at, or the name it waits for. */
  readonly until: string;
}

/**
 * A running web. Pages:
 *
 * - `/NAME`: answered at once
 * - `/together/N/NAME`: held until N of these are open at once, then all are answered
 * - `/after/OTHER/NAME`: held until OTHER has been asked for
 * - `/drop/NAME`: the connection is dropped
 */
export class RecordingWeb implements AsyncDisposable {
  /** Names, in the order in which they were asked for. */
  readonly asked: string[] = [];
  /** The threads that asked, as `thread-header.ts` tells them. */
  readonly threads = new Set<string>();
  /** The most requests that were open at the same time. */
  mostOpen = 0;
  #open = 0;
  #held: Held[] = [];
  readonly #server = createServer((request, response) => this.#take(request, response));

  static async start(): Promise<RecordingWeb> {
    const web = new RecordingWeb();
    // Idle connections stay: a server that closes them races with the client that uses them again.
    web.#server.keepAliveTimeout = 0;
    await new Promise<void>((resolve, reject) => {
      web.#server.once("error", reject);
      web.#server.listen(0, "127.0.0.1", resolve);
    });
    return web;
  }

  /** Absolute URLs of these paths. */
  urls(paths: readonly string[]): string[] {
    // listen() on a host and port always gives an AddressInfo; a string is a pipe's name.
    const { port } = this.#server.address() as AddressInfo;
    return paths.map((path) => `http://127.0.0.1:${port}/${path}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? "/").split("/").slice(1);
    const name = path.at(-1) ?? "";
    this.asked.push(name);
    this.threads.add(String(request.headers["x-thread"]));
    this.mostOpen = Math.max(this.mostOpen, ++this.#open);
    const [kind, until = ""] = path.length > 1 ? path : [];

    if (kind === "drop") {
      this.#open--;
      request.socket.destroy();
    } else if (kind === "together") {
      this.#hold(`together ${until}`, name, response);
      const there = this.#held.filter((held) => held.until === `together ${until}`);
      if (there.length === Number(until)) for (const { release } of there) release();
    } else if (kind === "after" && !this.asked.includes(until)) {
      this.#hold(until, name, response);
    } else {
      this.#answer(200, name, response);
    }
    for (const { release } of this.#held.filter((held) => held.until === name)) release();
  }

  #hold(until: string, name: string, response: ServerResponse): void {
    const end = (status: number): void => {
      clearTimeout(timer);
      this.#held = this.#held.filter((other) => other !== held);
      this.#answer(status, name, response);
    };
    const timer = setTimeout(() => end(503), PATIENCE);
    const held = { until, release: () => end(200) };
    this.#held.push(held);
  }

  #answer(status: number, name: string, response: ServerResponse): void {
    // Before the answer leaves: whoever has it may ask again at once, and that is not a second open request.
    this.#open--;
    response.writeHead(status).end(contentOf(name));
  }
}
