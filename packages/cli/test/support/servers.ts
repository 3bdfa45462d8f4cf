/** Servers for tests: the embedded web, one made of a handler, and one that speaks raw bytes. */
import { createServer as createHttpServer } from "node:http";
import type { RequestListener } from "node:http";
import { createServer as createRawServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { startWeb } from "#src/web/index.js";
import type { Web } from "#src/web/index.js";

export interface TestServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
}

/** The embedded web, with a log of the paths that were asked for. */
export async function loggedWeb(): Promise<Web & AsyncDisposable & { readonly log: string[] }> {
  const log: string[] = [];
  const web = await startWeb({ onRequest: ({ path }) => log.push(path) });
  return { ...web, log, [Symbol.asyncDispose]: () => web.close() };
}

/** A server with one handler for everything. */
export async function httpServer(handler: RequestListener): Promise<TestServer> {
  const server = createHttpServer(handler);
  const listening = await listen(server);
  return {
    ...listening,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await listening[Symbol.asyncDispose]();
    },
  };
}

/** A server that gets the socket once the head of a request has come, and writes whatever it likes. */
export async function rawServer(talk: (socket: Socket, path: string) => void): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    let head = "";
    socket.on("data", (chunk) => {
      head += chunk.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      const [, path = "/"] = head.split(" ");
      head = "";
      talk(socket, path);
    });
  });
  const listening = await listen(server);
  return {
    ...listening,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await listening[Symbol.asyncDispose]();
    },
  };
}

async function listen(server: Server): Promise<TestServer> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
