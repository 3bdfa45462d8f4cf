/** What the embedded web answers. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { bigFileChunks } from "./content.js";
import { smallFiles } from "./small-files.js";

const LONGEST_WAIT = 60_000;
const BIGGEST_FILE = 2 ** 40;

function words(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  const body = Buffer.from(`${text}\n`);
  response.writeHead(status, { "content-type": "text/plain", "content-length": body.length, ...headers });
  response.end(body);
}

function numberIn(text: string | null | undefined, fallback: number, most: number): number {
  const number = text === null || text === undefined || text === "" ? fallback : Number(text);
  return Number.isSafeInteger(number) && number >= 0 && number <= most ? number : fallback;
}

async function big(response: ServerResponse, number: number, bytes: number, head: boolean): Promise<void> {
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": bytes });
  if (head) response.end();
  else await pipeline(Readable.from(bigFileChunks(number, bytes)), response);
}

/** Answers one request. Never rejects: a client that goes away in the middle is a client's right. */
export async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://web.invalid");
  const [, kind = "", argument] = url.pathname.split("/");
  const file = smallFiles.get(kind);
  if (file !== undefined && argument === undefined) {
    response.writeHead(200, { "content-type": file.type, "content-length": file.body.length });
    response.end(file.body);
    return;
  }
  switch (kind) {
    case "fast":
      return words(response, 200, `fast ${argument ?? ""}`);
    case "slow": {
      const timer = setTimeout(
        () => words(response, 200, `slow ${argument ?? ""}`),
        numberIn(url.searchParams.get("ms"), 300, LONGEST_WAIT),
      );
      response.once("close", () => clearTimeout(timer));
      return;
    }
    case "redirect": {
      const left = numberIn(argument, 1, 1000) - 1;
      return words(response, 302, "this way", { location: left > 0 ? `/redirect/${left}` : "/fast/0" });
    }
    case "redirect-loop":
      return words(response, 302, "round and round", { location: "/redirect-loop" });
    case "status": {
      const status = numberIn(argument, 404, 599);
      return words(response, status >= 200 ? status : 404, `status ${status}`);
    }
    case "drop":
      request.socket.destroy();
      return;
    case "big": {
      const bytes = numberIn(url.searchParams.get("bytes"), 1024 * 1024, BIGGEST_FILE);
      await big(response, numberIn(argument, 1, 1e9), bytes, request.method === "HEAD").catch(() => {
        response.destroy();
      });
      return;
    }
    case "":
      return words(response, 200, "the little web of multilane");
    default:
      return words(response, 404, "no such page");
  }
}
